// Runs axe-core on a part of the page ("" is all of it). Undecided contrasts are
// looked at a second time with the text scrolled into the middle of the window:
// axe cannot tell what lies behind a text that is covered or outside.
async (part) => {
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
    resultTypes: ["violations", "incomplete", "passes"],
  };
  const list = (rules) => rules.flatMap((rule) => rule.nodes.slice(0, 4).map((n) => `${rule.id}: ${n.target.join(" ")}: ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message}`));
  const contrast = (rules) => rules.filter((rule) => rule.id === "color-contrast").flatMap((rule) => rule.nodes);
  const r = await axe.run(part ? document.querySelector(part) : document, options);
  const violations = list(r.violations);
  const undecided = [];
  let read = contrast(r.passes).length;
  const at = scrollY;
  for (const node of contrast(r.incomplete)) {
    let element = document.querySelector(node.target[0]);
    // Words in a picture are read as if they stood before it, in the colour they are filled with.
    const picture = element.closest("svg"), words = document.createElement("span");
    if (picture) {
      words.textContent = element.textContent;
      words.style.color = getComputedStyle(element).fill;
      picture.before(words);
      element = words;
    }
    element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const again = await axe.run({ include: [element] }, { runOnly: { type: "rule", values: ["color-contrast"] } });
    violations.push(...list(again.violations));
    const left = contrast(again.incomplete).filter((n) => document.querySelector(n.target[0]) === element);
    words.remove();
    if (left.length) undecided.push(...left.map((n) => `${n.target.join(" ")}: ${n.any[0]?.message}`));
    else read++;
  }
  scrollTo({ top: at, behavior: "instant" });
  return { violations, undecided, read, rules: r.passes.map((rule) => rule.id) };
}
