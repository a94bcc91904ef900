// Runs axe-core on a part of the page ("" is all of it): all rules, or those named.
// Undecided contrasts are looked at a second time, words of pictures as words of the
// page, and once more each with the text scrolled into the middle of the window: axe
// cannot tell what lies behind a text that is covered or outside.
async (part, named) => {
  const axe = window.axe;
  axe.configure({
    // The rule's own options but two: bars below a text are not its background, and numbers of days are short.
    checks: [{
      id: "color-contrast",
      options: {
        ignorePseudo: true, ignoreLength: true, ignoreUnicode: true, boldValue: 700, boldTextPt: 14, largeTextPt: 18,
        contrastRatio: { normal: { expected: 4.5 }, large: { expected: 3 } }, pseudoSizeThreshold: 0.25,
      },
    }],
  });
  const options = {
    runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
    // Of what passes, one element of each rule is told: all of them take longer than the rules.
    resultTypes: ["violations", "incomplete"],
  };
  // Rules by name are none that look into files, which would be fetched first.
  if (named) Object.assign(options, { runOnly: { type: "rule", values: named }, preload: false });
  const list = (rules) => rules.flatMap((rule) => rule.nodes.slice(0, 4).map((n) => `${rule.id}: ${n.target.join(" ")}: ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message}`));
  const contrast = (rules) => rules.filter((rule) => rule.id === "color-contrast").flatMap((rule) => rule.nodes);
  const r = await axe.run(part ? document.querySelector(part) : document, options);
  const violations = list(r.violations);
  const undecided = [];
  let read = contrast(r.passes).length;
  const at = scrollY;
  const added = [];
  // All are found before anything is added, which may change what a selector finds.
  const open = contrast(r.incomplete).map((node) => document.querySelector(node.target[0]));
  let left = open.map((element) => {
    const picture = element.closest("svg");
    if (!picture) return element;
    // Words in a picture are read as if they stood before it, in the colour they are filled with.
    const words = document.createElement("span");
    words.textContent = element.textContent;
    words.style.color = getComputedStyle(element).fill;
    picture.before(words);
    added.push(words);
    return words;
  });
  const again = async (elements) => {
    const found = await axe.run({ include: elements }, { runOnly: { type: "rule", values: ["color-contrast"] }, resultTypes: ["violations", "incomplete"] });
    violations.push(...list(found.violations));
    const unclear = contrast(found.incomplete).map((n) => [document.querySelector(n.target[0]), `${n.target.join(" ")}: ${n.any[0]?.message}`]).filter(([e]) => elements.includes(e));
    read += elements.length - unclear.length;
    return unclear;
  };
  if (left.length > 1) left = (await again(left)).map(([element]) => element);
  for (const element of left) {
    element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    undecided.push(...(await again([element])).map(([, message]) => message));
  }
  for (const words of added) words.remove();
  scrollTo({ top: at, behavior: "instant" });
  return { violations, undecided, read, rules: r.passes.map((rule) => rule.id) };
}
