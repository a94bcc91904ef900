// A signature is drawn where one can; the name below stays for those who cannot.
// What is sent are points on a page of 600 by 200: "x,y x,y;x,y …".
for (const box of document.querySelectorAll("[data-sign]")) {
  const hidden = box.querySelector("[type=hidden]"), canvas = document.createElement("canvas"), label = document.createElement("b"), clear = document.createElement("button");
  const pen = canvas.getContext("2d");
  const point = (event) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const at = (value, most) => Math.max(0, Math.min(most, Math.round(value * most)));
    return [at((event.clientX - left) / width, 600), at((event.clientY - top) / height, 200)];
  };
  canvas.width = 600;
  canvas.height = 200;
  canvas.setAttribute("aria-hidden", "true");
  label.textContent = box.dataset.sign;
  clear.textContent = box.dataset.clear;
  clear.type = "button";
  clear.className = "link";
  clear.onclick = () => { hidden.value = ""; pen.clearRect(0, 0, 600, 200); };
  canvas.onpointerdown = (event) => {
    canvas.setPointerCapture(event.pointerId);
    const [x, y] = point(event);
    pen.strokeStyle = getComputedStyle(canvas).color;
    pen.lineWidth = 3;
    pen.lineCap = pen.lineJoin = "round";
    pen.beginPath();
    pen.moveTo(x, y);
    hidden.value += (hidden.value && ";") + x + "," + y;
  };
  canvas.onpointermove = (event) => {
    if (!event.buttons || hidden.value.length > 39e3) return;
    const [x, y] = point(event);
    pen.lineTo(x, y);
    pen.stroke();
    hidden.value += " " + x + "," + y;
  };
  box.prepend(label, canvas, clear);
}
