// Charts: what stands as data in the page is drawn by ECharts in the house's colours; figures open what is behind them.
// A face that htmx preserves keeps its picture: what came anew is set into it, so that nothing flickers and nothing grows.
(function () {
  const DASHES = ["solid", "dashed", "dotted"];
  const SHAPES = ["circle", "rect", "triangle", "diamond"];
  const DECALS = [null, { dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4 }, { symbol: "circle", symbolSize: 0.6 },
    { dashArrayX: [1, 0], dashArrayY: [1, 5] }];
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const drawn = new Map();
  const outlines = new Map();
  const watched = new ResizeObserver((entries) => {
    for (const { target } of entries) fit(drawn.get(target));
  });

  // not before it was drawn, nor for a size it has (to be watched tells it once): ECharts fails on what has no picture yet
  function fit(held) {
    if (!held || !held.spec || held.chart.isDisposed()) return;
    const { clientWidth: width, clientHeight: height } = held.chart.getDom();
    if (width && height && (width !== held.chart.getWidth() || height !== held.chart.getHeight())) held.chart.resize();
  }

  function paint(face) {
    const style = getComputedStyle(face);
    const read = (name) => style.getPropertyValue(name).trim();
    return {
      font: style.fontFamily, size: parseFloat(style.fontSize), ink: read("--chart-ink"), soft: read("--chart-soft"), line: read("--chart-line"),
      paper: read("--chart-paper"), low: read("--chart-low"), high: read("--chart-high"), faint: read("--chart-faint"),
      steps: [1, 2, 3].map((step) => read("--chart-" + step)),
    };
  }

  const short = (value, unit) => {
    const isChinese = !document.documentElement.lang.startsWith("en");
    if (isChinese && Math.abs(value) >= 100000) return (value / 10000).toLocaleString("en") + "万" + (unit === "%" ? unit : "");
    return value.toLocaleString("en", { maximumFractionDigits: 2 }) + (unit === "%" ? unit : "");
  };

  function told(spec, series, at) {
    if (series.told.length) return series.told[at];
    return series.values[at] === null ? "—" : series.values[at].toLocaleString("en") + (spec.unit ? " " + spec.unit : "");
  }

  function base(spec, ink) {
    return {
      animation: !isStill, animationDuration: 250, textStyle: { fontFamily: ink.font, fontSize: ink.size, color: ink.ink },
      tooltip: {
        renderMode: "richText", confine: true, trigger: "item", backgroundColor: ink.paper, borderColor: ink.line,
        textStyle: { color: ink.ink, fontSize: ink.size, fontFamily: ink.font },
      },
      color: ink.steps,
    };
  }

  const isWhole = (spec) => spec.series.every((each) => each.values.every((value) => value === null || Number.isInteger(value)));  // half a ticket is none

  function axes(spec, ink) {
    const words = { color: ink.soft, fontSize: ink.size, hideOverlap: true };
    const names = { type: "category", data: spec.labels, axisLine: { lineStyle: { color: ink.line } }, axisTick: { show: false },
      axisLabel: spec.isLying ? { ...words, width: ink.size * 12.5, overflow: "truncate" } : spec.every ? { ...words, interval: spec.every - 1 } : words };
    const numbers = { type: "value", scale: !spec.isFromZero, name: spec.isLying ? "" : spec.unit, nameTextStyle: { color: ink.soft, align: "left" },
      splitLine: { lineStyle: { color: ink.line } }, axisLabel: { ...words, formatter: (value) => short(value, spec.unit) }, splitNumber: 4,
      minInterval: isWhole(spec) ? 1 : 0, show: !spec.isTold };
    if (spec.isLying) return { xAxis: numbers, yAxis: { ...names, inverse: true } };
    return { xAxis: names, yAxis: numbers };
  }

  function level(spec, ink) {
    if (!spec.line) return undefined;
    const place = spec.isLying ? { xAxis: spec.line[1] } : { yAxis: spec.line[1] };
    return { silent: true, symbol: "none", lineStyle: { color: ink.soft, type: "dashed" }, label: { formatter: spec.line[0], color: ink.soft, position: "insideEndTop" },
      data: [place] };
  }

  function drawLine(spec, ink) {
    const series = spec.series.map((each, at) => ({
      type: "line", name: each.name, data: each.values, connectNulls: false, showSymbol: spec.labels.length < 40, symbol: SHAPES[at % 4], symbolSize: 6,
      lineStyle: { type: each.isFaint ? "dashed" : DASHES[Math.floor(at / 3) % 3], width: 2, color: each.isFaint ? ink.faint : undefined },
      itemStyle: each.isFaint ? { color: ink.faint } : undefined, z: each.isFaint ? 1 : 3, markLine: at === 0 ? level(spec, ink) : undefined,
    }));
    return { ...axes(spec, ink), series };
  }

  const end = (spec, series, ink) => ({ show: spec.isTold, position: spec.isLying ? "right" : "top", color: ink.ink, fontSize: ink.size,
    formatter: (event) => (series.told.length ? series.told[event.dataIndex] : short(event.value, spec.unit)) });

  function drawBars(spec, ink, stack) {
    const series = spec.series.map((each, at) => ({
      type: "bar", name: each.name, data: each.values, stack, barMaxWidth: Math.max(28, ink.size * 1.4), label: end(spec, each, ink), barMinWidth: 2, markLine: at === 0 ? level(spec, ink) : undefined,
      itemStyle: { color: each.isFaint ? ink.faint : ink.steps[at % 3], borderColor: ink.paper, borderWidth: stack ? 1 : 0, decal: DECALS[at % 4] || undefined },
    }));
    return { ...axes(spec, ink), series };
  }

  function drawPareto(spec, ink) {
    const both = axes(spec, ink);
    const shares = { type: "value", min: 0, max: 100, splitLine: { show: false }, axisLabel: { color: ink.soft, fontSize: ink.size, formatter: "{value}%" } };
    const [counts, sums] = spec.series;
    return {
      ...both, yAxis: [both.yAxis, shares],
      series: [
        { type: "bar", name: counts.name, data: counts.values, barMaxWidth: 28 },
        { type: "line", name: sums.name, data: sums.values, yAxisIndex: 1, symbol: "rect", symbolSize: 6, lineStyle: { color: ink.ink, type: "dashed" }, itemStyle: { color: ink.ink } },
      ],
    };
  }

  function shades(spec, ink) {
    const all = spec.series.flatMap((each) => each.values).filter((value) => value !== null);
    const [min, max] = [Math.min(...all), Math.max(...all)];
    return { type: "continuous", min: spec.isFromZero ? Math.min(0, min) : min, max: max > min ? max : min + 1, calculable: false, orient: "horizontal", left: 0, bottom: 0,
      itemWidth: 10, itemHeight: 90, text: [short(max, spec.unit), short(spec.isFromZero ? 0 : min, spec.unit)],
      textStyle: { color: ink.soft, fontSize: ink.size }, inRange: { color: [ink.low, ink.high] } };
  }

  function drawHeat(spec, ink) {
    const data = spec.series.flatMap((each, across) => each.values.map((value, down) => (value === null ? null : [across, down, value]))).filter(Boolean);
    const words = { color: ink.soft, fontSize: ink.size, hideOverlap: true };
    return {
      xAxis: { type: "category", data: spec.series.map((each) => each.name), axisLabel: words, axisTick: { show: false }, axisLine: { show: false }, position: "top" },
      yAxis: { type: "category", data: spec.labels, inverse: true, axisLabel: { ...words, width: 150, overflow: "truncate" }, axisTick: { show: false }, axisLine: { show: false } },
      visualMap: shades(spec, ink), grid: { left: 4, right: 8, top: 8, bottom: 40, containLabel: true },
      series: [{ type: "heatmap", data, itemStyle: { borderColor: ink.paper, borderWidth: 1 } }],
    };
  }

  async function outline(address) {
    if (!outlines.has(address)) outlines.set(address, fetch(address).then((answer) => answer.json()));
    const found = await outlines.get(address);
    if (!echarts.getMap(address)) {  // regions go by their codes: two cities may each have a 鼓楼区
      found.names = Object.fromEntries(found.features.map((each) => [String(each.id), each.properties.name]));
      for (const each of found.features) each.properties.name = String(each.id);
      echarts.registerMap(address, found);
    }
    return found.names;
  }

  // outlines know Chinese names only
  const chinese = (names, code) => document.documentElement.lang.startsWith("zh") ? names[code] : "";

  // where each value is told, a region has its figure beside its name; 0 is told by the colour
  function named(spec, names, code) {
    const at = spec.codes.indexOf(code), value = at < 0 ? 0 : spec.series[0].values[at];
    const name = at < 0 ? chinese(names, code) : spec.labels[at];
    return spec.isTold && value ? name + " " + short(value, spec.unit) : name;
  }

  // names that would lie over each other move up or down, by as little as it takes; one without a place is left to the table
  function apart() {
    const placed = new Map();
    const meet = (one, other) => one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;
    return ({ dataIndex, labelRect: { x, y, width, height } }) => {
      const others = [...placed].filter(([index]) => index < dataIndex).map(([, rect]) => rect);
      const ways = [0, 1, -1, 2, -2, 3, -3, 4, -4].map((step) => step * height * 0.4);
      const dy = ways.find((way) => !others.some((other) => meet({ x, y: y + way, width, height }, other))) || 0;
      placed.set(dataIndex, { x, y: y + dy, width, height });
      return { dy, hideOverlap: true };
    };
  }

  async function drawMap(spec, ink) {
    const names = await outline(spec.outline);
    const data = spec.codes.map((name, at) => ({ name, value: spec.series[0].values[at] })).filter((each) => each.name in names);
    return {
      names,
      visualMap: shades(spec, ink),
      series: [{ type: "map", map: spec.outline, data, roam: false, selectedMode: false, showLegendSymbol: false, layoutCenter: ["50%", "48%"], layoutSize: "96%", aspectScale: 0.83,
        itemStyle: { areaColor: ink.paper, borderColor: ink.faint }, labelLayout: apart(),
        label: { show: spec.isNamed, color: ink.ink, fontSize: ink.size - 1, textBorderColor: ink.paper, textBorderWidth: 3, formatter: (event) => named(spec, names, event.name) },
        emphasis: { label: { color: ink.ink }, itemStyle: { areaColor: ink.faint } } }],
    };
  }

  function drawSpark(spec, ink) {
    const line = { type: "line", data: spec.series[0].values, showSymbol: false, lineStyle: { width: 1.5 }, silent: true };
    return { grid: { left: 1, right: 1, top: 3, bottom: 3 }, xAxis: { type: "category", show: false, data: spec.labels }, yAxis: { type: "value", show: false, scale: true }, series: [line], tooltip: { show: false } };
  }

  const kinds = { line: drawLine, bar: drawBars, stacked: (spec, ink) => drawBars(spec, ink, "all"), map: drawMap, heat: drawHeat, pareto: drawPareto, spark: drawSpark };

  function place(spec, event) {  // which series and which of its values an event of the chart is about
    if (spec.kind === "heat") return [event.value[0], event.value[1]];
    if (spec.kind === "map") return [0, spec.codes.indexOf(event.name)];
    return [event.seriesIndex, event.dataIndex];
  }

  function hover(spec, names) {
    const one = (series, at) => series.name + "  " + told(spec, series, at);
    if (spec.kind === "heat" || spec.kind === "map") return { trigger: "item", formatter: (event) => {
      const [which, at] = place(spec, event);
      return at < 0 ? chinese(names, event.name) + "  —" : spec.labels[at] + "\n" + one(spec.series[which], at);
    } };
    return { trigger: "axis", axisPointer: { type: spec.kind === "line" ? "line" : "shadow" },
      formatter: (events) => [spec.labels[events[0].dataIndex], ...events.map((event) => one(spec.series[event.seriesIndex], event.dataIndex))].join("\n") };
  }

  function option(spec, ink, { names, ...own }) {
    const common = base(spec, ink);
    const isNamed = spec.series.length > 1 && spec.kind !== "heat" && spec.kind !== "map";
    const words = { color: ink.ink, fontSize: ink.size };
    const legend = { show: isNamed, type: "scroll", right: 0, top: 0, textStyle: words, pageTextStyle: { color: ink.soft }, data: spec.series.map((each) => each.name) };
    const right = spec.isTold && spec.isLying ? ink.size * 4 : spec.isLying ? 28 : 12;
    const grid = { left: spec.isTold && spec.isLying ? ink.size : 8, right, top: isNamed || (spec.unit && !spec.isLying) ? Math.max(34, ink.size * 1.8) : 14, bottom: 4, containLabel: true };
    return { ...common, grid, legend, ...own, tooltip: { ...common.tooltip, ...hover(spec, names), ...(own.tooltip || {}) } };
  }

  const said = (face) => face.parentElement.querySelector("script[type='application/json']").textContent;

  async function draw(face) {
    const text = said(face);
    if (drawn.has(face) && drawn.get(face).text === text) return;
    const spec = JSON.parse(text), ink = paint(face);
    const own = await kinds[spec.kind](spec, ink);
    if (!face.isConnected || said(face) !== text) return;  // an outline came late: something newer stands there by now
    const held = drawn.get(face) || begin(face);
    const isOther = held.spec && (held.spec.kind !== spec.kind || held.spec.isLying !== spec.isLying || held.spec.outline !== spec.outline);
    held.chart.setOption(option(spec, ink, own), isOther ? { notMerge: true } : { replaceMerge: ["series"] });
    Object.assign(held, { text, spec });
  }

  function begin(face) {
    const held = { chart: echarts.init(face, null, { renderer: "canvas" }) };
    held.chart.on("click", (event) => {
      if (event.componentType !== "series") return;
      const { spec } = held, [which, at] = place(spec, event);
      const link = at >= 0 && spec.series[which] && spec.series[which].links[at];
      const isLeft = link && face.dispatchEvent(new CustomEvent("kit:follow", { bubbles: true, cancelable: true, detail: { link } }));
      if (isLeft) location.assign(link);  // unless the page turned there by itself
    });
    drawn.set(face, held);
    watched.observe(face);
    return held;
  }

  function drawAll(root) {
    for (const face of root.querySelectorAll("[data-chart]")) draw(face).catch((fault) => console.error(fault));
  }

  function drop(root) {
    for (const [face, held] of drawn) {
      if (face !== root && !root.contains(face)) continue;
      watched.unobserve(face);
      held.chart.dispose();
      drawn.delete(face);
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-chart-png]");
    if (!button) return;
    const face = button.closest("figure").querySelector("[data-chart]");
    if (!drawn.has(face)) return;
    const link = document.createElement("a");
    link.href = drawn.get(face).chart.getDataURL({ pixelRatio: 2, backgroundColor: paint(face).paper });
    link.download = button.dataset.chartPng + ".png";
    link.click();
  });
  document.addEventListener("htmx:load", (event) => drawAll(event.detail.elt.parentElement || document));
  document.addEventListener("htmx:beforeCleanupElement", (event) => drop(event.detail.elt));
  drawAll(document);
})();
