// The page: what is shown of runs, as elements. Text is only ever set as text.

const data = JSON.parse(document.getElementById("data").textContent);
const page = document.getElementById("page");
const LIGHT = ["#1d6fb8", "#b45309", "#0f766e", "#9d3fa8", "#a8323e", "#4d6b16"];
const DARK = ["#5aa9f0", "#f0a04b", "#3cc4b4", "#d58be0", "#f08a93", "#a9c95d"];
const dark = matchMedia("(prefers-color-scheme: dark)");

const models = data.runs.flatMap((run, number) =>
  run.models.map((model, index) => ({ ...model, run, title: data.titles[number][index] })),
);
const color = index => (dark.matches ? DARK : LIGHT)[index % LIGHT.length];
const count = value => new Intl.NumberFormat("en").format(value);
const percent = (share, digits = 1) => `${(100 * share).toFixed(digits)} %`;

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const card = (title, text, ...content) =>
  element("section", { class: "card" }, element("h3", {}, title), element("p", { class: "quiet" }, text), ...content);
const dot = index => element("span", { class: "dot", "data-model": index });
const named = (index, text) => (models.length > 1 ? `${models[index].title}: ${text}` : text);

function tile(model, index) {
  const { steps, images, minutes, imagesPerSecond, bestPrecision, bestStep } = model.summary;
  return element(
    "section",
    { class: "card" },
    element("h3", {}, dot(index), model.title),
    element("p", { class: "big" }, bestPrecision == null ? "not evaluated yet" : percent(bestPrecision)),
    element("p", { class: "quiet" }, bestPrecision == null ? "" : `best precision@1 (accuracy), at step ${count(bestStep)}`),
    element(
      "p",
      { class: "quiet" },
      `${count(images)} images in ${count(steps)} steps, ${minutes.toFixed(1)} minutes of training, ` +
        `${count(Math.round(imagesPerSecond))} images/s`,
    ),
  );
}

/** The charts; lines() takes a model, its index and the name of the column for x. */
const CHARTS = [
  {
    title: "Precision@1",
    text: "on the held-out images: EMA weights (solid), newest weights (dotted)" + (data.tutorial ? ", TensorFlow's tutorial, 86 % (dashed)" : ""),
    unit: " %",
    lines: (model, index, x) => [
      { label: named(index, "EMA weights"), color: color(index), x: model.precision[x], y: model.precision.ema.map(p => 100 * p) },
      { label: named(index, "newest weights"), color: color(index) + "99", width: 1.5, dash: [3, 3], x: model.precision[x], y: model.precision.newest.map(p => 100 * p) },
    ],
    common: lines => {
      if (!data.tutorial) return [];
      const ends = lines.flatMap(line => line.x);
      const span = [Math.min(0, ...ends), Math.max(1, ...ends)];
      return [{ label: "tutorial", color: styled("--quiet"), dash: [10, 5], width: 1.5, x: span, y: span.map(() => 100 * data.tutorial) }];
    },
  },
  {
    title: "Loss",
    text: "of each batch before its update (pale) and its exponential moving average (EMA)",
    lines: (model, index, x) => [
      { label: named(index, "loss"), color: color(index) + "55", width: 1, x: model.curve[x], y: model.curve.loss },
      { label: named(index, "EMA"), color: color(index), x: model.curve[x], y: model.curve.emaLoss },
    ],
  },
  {
    title: "Images per second",
    text: "mean over ten steps or more; markers: checkpoints, ends of evaluations, restarts, drifts",
    minY: 0,
    lines: (model, index, x) => [
      { label: named(index, "images/s"), color: color(index), width: 1.5, x: model.throughput[x], y: model.throughput.imagesPerSecond },
      ...[["checkpoint", model.checkpoints, "#8a5cd6", 8], ["evaluation", model.evaluations, "#2e9e5b", 8], ["restart", model.restarts, "#dc4a3d", 12], ["drift", model.drifts, "#e0a100", 12]]
        .filter(([, markers]) => markers.step.length > 0)
        .map(([kind, markers, color, size]) => ({ label: named(index, kind), color, markers: size, x: markers[x], y: markers.imagesPerSecond })),
    ],
  },
  {
    title: "Learning rate",
    text: "of each step",
    minY: 0,
    lines: (model, index, x) => [
      { label: named(index, "learning rate"), color: color(index), x: model.curve[x], y: model.curve.learningRate },
    ],
  },
];

function curves() {
  const choice = element("fieldset", {}, element("legend", {}, "x axis"));
  const grid = element("div", { class: "grid" });
  let over = "step";
  let drawn = [];
  const containers = CHARTS.map(({ title, text }) => {
    const container = element("div", { class: "chart", role: "figure", "aria-label": `${title}: ${text}` });
    grid.append(card(title, text, container));
    return container;
  });
  const redraw = () => {
    drawn.forEach(remove => remove());
    drawn = CHARTS.map(({ lines, common, ...options }, index) => {
      const all = models.flatMap((model, number) => lines(model, number, over)).filter(line => line.x.length > 0);
      const marks = models.flatMap((model, number) => model.changes[over].map(x => ({ x, color: color(number) })));
      return draw(containers[index], [...all, ...(common?.(all) ?? [])], { ...options, marks, x: over === "step" ? "step" : "minutes of training" });
    });
    document.querySelectorAll("[data-model]").forEach(dot => (dot.style.background = color(dot.dataset.model)));
  };
  for (const [value, text] of [["step", "steps"], ["minutes", "minutes"]]) {
    const input = element("input", { type: "radio", name: "over", value });
    input.checked = value === over;
    input.addEventListener("change", () => {
      over = value;
      redraw();
    });
    choice.append(element("label", {}, input, text));
  }
  dark.addEventListener("change", redraw);
  grid.append(...changesTable());
  page.append(choice, grid);
  return redraw;
}

/** The settings that were changed when a run was resumed. */
function changesTable() {
  const rows = models.flatMap((model, index) =>
    model.changes.settings.map(({ step, setting, was, is }) =>
      element(
        "tr",
        {},
        ...(models.length > 1 ? [element("td", {}, dot(index), model.title)] : []),
        element("td", {}, count(step)),
        ...[setting, was, is].map(text => element("td", {}, text)),
      ),
    ),
  );
  if (rows.length === 0) return [];
  const columns = [...(models.length > 1 ? ["model"] : []), "step", "setting", "before", "after"];
  const head = element("tr", {}, ...columns.map(name => element("th", { scope: "col" }, name)));
  const table = element("table", { class: "classes" }, element("thead", {}, head), element("tbody", {}, ...rows));
  const made = card("Changed settings", "on resume, after this number of steps; dashed vertical lines in the charts", element("div", { class: "scroll" }, table));
  made.classList.add("wide");
  return [made];
}

function confusion({ step, weights, classes, counts }) {
  const head = element("tr", {}, element("td", { class: "corner", style: "--share: 0" }));
  head.append(...classes.map(name => element("th", { scope: "col", title: name }, name)));
  const rows = classes.map((truth, t) => {
    const row = counts.slice(t * classes.length, (t + 1) * classes.length);
    const all = row.reduce((sum, value) => sum + value, 0) || 1;
    const cells = row.map((value, p) =>
      element("td", { style: `--share: ${value / all}`, title: `${truth} predicted as ${classes[p]}: ${count(value)} of ${count(all)}` }, value ? (100 * value / all).toFixed(0) : "·"),
    );
    return element("tr", {}, element("th", { scope: "row", title: truth }, truth), ...cells);
  });
  const table = element("table", { class: "confusion" }, element("thead", {}, head), element("tbody", {}, ...rows));
  return card(
    "Confusion matrix",
    `of the last evaluation (step ${count(step)}, ${weights} weights): rows are true classes, columns predicted classes, in percent of the row`,
    element("div", { class: "scroll" }, table),
  );
}

/** The recall of each class, a column for each evaluated model. */
function recallTable() {
  const evaluated = models.map((model, index) => ({ ...model, index })).filter(model => model.confusion);
  if (evaluated.length === 0) return [];
  const classes = [...new Set(evaluated.flatMap(model => model.confusion.classes))];
  const rows = classes.map(name =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, name),
      ...evaluated.map(({ confusion: { classes, recallByClass }, index }) => {
        const share = recallByClass[classes.indexOf(name)];
        if (share === undefined) return element("td", {}, "–");
        const bar = element("i", { "data-model": index, style: `width: ${100 * share}%` });
        return element("td", {}, element("div", { class: "share" }, percent(share), element("div", { class: "bar" }, bar)));
      }),
    ),
  );
  const head = element("tr", {}, element("th", { scope: "col" }, "class"), ...evaluated.map(model => element("th", { scope: "col" }, model.title)));
  const table = element("table", { class: "classes" }, element("thead", {}, head), element("tbody", {}, ...rows));
  return [card("Recall of each class", "share of the class's held-out images that were classified correctly, in the last evaluation", element("div", { class: "scroll" }, table))];
}

const images = (items, caption) =>
  element("ul", { class: "images" }, ...items.map(item => element("li", {}, element("img", { src: item.image, alt: item.truth ?? item.label }), ...caption(item))));

function filters({ image, count, height, width, columns }) {
  const sheet = element("img", { class: "sheet", src: image, alt: `${count} filters of ${height} by ${width} pixels`, style: `max-width: ${columns * 52}px` });
  return card("Filters of the first layer", `${count} of ${height}x${width}x3, best model; each scaled to full brightness`, sheet);
}

const gallery = (title, text, items, caption) => {
  const made = card(title, text, images(items, caption));
  made.classList.add("wide");
  return made;
};

const misclassified = images =>
  gallery(
    "Most confident mistakes",
    "held-out images that the best model misclassifies: true class, predicted class and its probability",
    images,
    ({ truth, predicted, probability }) => [element("b", {}, truth), element("br"), predicted, element("br"), percent(probability)],
  );

const samples = run =>
  gallery(
    data.runs.length > 1 ? `Network input of ${run.name}` : "Network input",
    "the first training images, augmented and standardized; each scaled to full brightness",
    run.samples,
    ({ label }) => [label],
  );

/** A column for each model, a row for each property. */
function properties() {
  const columns = models.map(model => [...model.run.properties, ...model.properties]);
  const keys = [...new Map(columns.flat().map(({ group, name }) => [`${group}\n${name}`, { group, name }])).values()];
  const groups = [...new Set(keys.map(key => key.group))];
  const rows = groups.flatMap(group => [
    element("tr", { class: "group" }, element("th", { colspan: models.length + 1, scope: "rowgroup" }, group)),
    ...keys
      .filter(key => key.group === group)
      .map(({ name }) =>
        element(
          "tr",
          {},
          element("th", { scope: "row" }, name),
          ...columns.map(column => element("td", {}, column.find(property => property.group === group && property.name === name)?.value ?? "–")),
        ),
      ),
  ]);
  const head = models.length > 1 ? [element("thead", {}, element("tr", {}, element("td"), ...models.map((model, index) => element("td", {}, dot(index), model.title))))] : [];
  return element("section", { class: "card scroll" }, element("table", { class: "properties" }, ...head, element("tbody", {}, ...rows)));
}

function note(text) {
  page.append(element("p", { class: "note" }, text));
}

document.title = `${data.runs.map(run => run.name).join(", ")} – convstream report`;
document.getElementById("created").textContent = `${data.runs.map(run => run.name).join(", ")} · written ${data.created.slice(0, 16).replace("T", " ")} UTC`;
page.append(element("div", { class: "tiles" }, ...models.map(tile)));
data.runs.forEach(run => run.notes.forEach(text => note(data.runs.length > 1 ? `${run.name}: ${text}` : text)));
models.forEach((model, index) => model.notes.forEach(text => note(named(index, text))));
const redraw = curves();
const recalls = recallTable();
if (recalls.length) page.append(element("h2", {}, "Classes"), ...recalls);

models.forEach((model, index) => {
  const cards = [
    ...(model.confusion ? [confusion(model.confusion)] : []),
    ...(model.filters ? [filters(model.filters)] : []),
    ...(model.misclassified.length ? [misclassified(model.misclassified)] : []),
  ];
  if (cards.length) page.append(element("h2", {}, ...(models.length > 1 ? [dot(index), model.title] : ["Model"])), element("div", { class: "grid" }, ...cards));
});
const sampled = data.runs.filter(run => run.samples.length);
if (sampled.length) page.append(element("h2", {}, "Training images"), element("div", { class: "grid" }, ...sampled.map(samples)));
if (models.length) page.append(element("h2", {}, "Configuration"), properties());
redraw();
