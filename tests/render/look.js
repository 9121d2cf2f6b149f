// Tells what a page of the HTML report is like once it is shown: how wide it is, and what axe finds.
addEventListener('load', async () => {
  const leave = findings => {
    const place = document.createElement('script');
    place.id = 'findings';
    place.type = 'application/json';
    place.textContent = JSON.stringify(findings).replaceAll('<', '\\u003c');
    document.body.append(place);
  };
  const width = document.documentElement.scrollWidth;
  const window_ = innerWidth;
  const scripts = document.querySelectorAll('script:not([data-test])').length;
  const paper = getComputedStyle(document.body).backgroundColor;
  try {
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    const told = violations.map(one => ({ id: one.id, impact: one.impact, at: one.nodes.slice(0, 3).map(node => node.html) }));
    leave({ width, window: window_, scripts, paper, violations: told });
  } catch (error) {
    leave({ width, window: window_, scripts, paper, violations: [{ id: 'axe', impact: 'critical', at: [String(error)] }] });
  }
});
