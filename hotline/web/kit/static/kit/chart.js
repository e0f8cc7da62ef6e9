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
    if (!width || !height || (width === held.chart.getWidth() && height === held.chart.getHeight())) return;
    held.chart.resize();
    if (Math.abs(roomOf(held.chart.getDom()) - held.room) > 24) draw(held.chart.getDom(), true).catch((fault) => console.error(fault));
  }

  function paint(face) {
    const style = getComputedStyle(face);
    const read = (name) => style.getPropertyValue(name).trim();
    return {
      font: style.fontFamily, size: parseFloat(style.fontSize), ink: read("--chart-ink"), soft: read("--chart-soft"), line: read("--chart-line"),
      paper: read("--chart-paper"), low: read("--chart-low"), high: read("--chart-high"), faint: read("--chart-faint"),
      steps: [1, 2, 3, 4, 5].map((step) => read("--chart-" + step)),
    };
  }

  const roomOf = (face) => face.parentElement.clientWidth;

  // about how wide words are: a Chinese character is as wide as it is high, a letter a little more than half of that
  const wide = (text, size) => [...text].reduce((sum, each) => sum + size * (each.codePointAt(0) > 0x2e7f ? 1 : 0.55), 0);
  const widest = (texts, size) => Math.max(0, ...texts.map((each) => wide(each, size)));

  // bars lie where their names have no room beside each other, and what lies grows until each is named
  function arrange(face, spec, ink) {
    const room = roomOf(face), size = ink.size, count = spec.labels.length, isFull = Boolean(face.closest(".plot-full"));
    const names = widest(spec.labels, size), bars = spec.kind === "bar" ? spec.series.length : 1;
    if (spec.mayLie) spec.isLying = names + 8 > (room - 64) / Math.max(1, count) || count > 16;
    const rows = spec.isLying || spec.kind === "heat";
    spec.named = isFull ? size * 12.5 : Math.min(names + 6, Math.max(size * 8, room * (spec.kind === "heat" ? 0.3 : 0.4)));
    const line = Math.max(Math.ceil(names / spec.named) * size * 1.35 + 8, bars * 9 + 8);
    if (spec.kind === "heat") columns(spec, room, size);
    spec.heads = heads(spec, ink, room);
    const lower = spec.kind === "heat" ? spec.columns.height + 56 : spec.heads.top + 52;
    const least = isFull ? 0 : rows ? Math.ceil(count * line + lower) : spec.heads.top > 60 ? 230 + spec.heads.top : 0;
    const across = spec.kind === "heat" ? spec.named + 24 + spec.series.length * (size + 5) : spec.kind === "bar" && !spec.isLying && bars > 1 ? 80 + Math.min(count * (bars * 6 + 6), 4000) : 0;
    face.style.minHeight = least ? least + "px" : "";
    face.style.minWidth = !isFull && across > room ? Math.ceil(across) + "px" : "";
    face.parentElement.toggleAttribute("tabindex", false);
    if (face.style.minWidth) face.parentElement.tabIndex = 0;  // what scrolls is scrolled by keys as well
    return room;
  }

  // names above the columns of a heat map: beside each other, else in lines, else upright
  function columns(spec, room, size) {
    const names = spec.series.map((each) => each.name), need = widest(names, size);
    const cell = Math.max((room - spec.named - 24) / Math.max(1, names.length), size + 5);
    const words = Math.max(...names.map((name) => widest(name.split(" "), size)));
    if (need + 6 <= cell) spec.columns = { height: size * 1.6, label: {} };
    else if (cell >= size * 4 && words <= cell - 2) spec.columns = { height: Math.ceil(need / (cell - 2) + 0.6) * size * 1.3, label: { width: cell - 2, overflow: "break", lineHeight: size * 1.3 } };
    else spec.columns = { height: Math.min(need, size * 22), label: { rotate: 90, width: size * 22, overflow: "truncate" } };
  }

  // the legend beside the unit where both have room, else above it in lines of its own
  function heads(spec, ink, room) {
    const size = ink.size, hasUnit = spec.unit && !spec.isLying && spec.kind !== "heat" && spec.kind !== "map";
    const top = Math.max(34, size * 1.8), row = Math.max(14, size * 1.2) + 10;
    if (spec.series.length < 2 || ["heat", "map", "spark"].includes(spec.kind)) return { show: false, top: hasUnit ? top : 14 };
    const names = spec.series.map((each) => Math.min(wide(each.name, size) + 44, room));
    const words = { color: ink.ink, fontSize: size, width: room - 44, overflow: "truncate" };
    if (names.reduce((sum, each) => sum + each, 0) + (hasUnit ? wide(spec.unit, size) + 24 : 0) <= room) return { show: true, right: 0, textStyle: words, top };
    let rows = 1, used = 0;
    for (const each of names) {
      if (used + each > room - 10) [rows, used] = [rows + 1, 0];
      used += each;
    }
    return { show: true, left: 0, right: 0, textStyle: words, type: "plain", top: rows * row + (hasUnit ? size * 2.8 : 8) };
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

  const rowNames = (spec, ink) => ({ width: spec.named, overflow: spec.isTold ? "truncate" : "break", lineHeight: ink.size * 1.3, interval: spec.isTold ? "auto" : 0, hideOverlap: spec.isTold });

  function axes(spec, ink) {
    const words = { color: ink.soft, fontSize: ink.size, hideOverlap: true };
    const edge = spec.kind === "line" ? { alignMaxLabel: "right" } : {};  // the last day is not cut
    const names = { type: "category", data: spec.labels, axisLine: { lineStyle: { color: ink.line } }, axisTick: { show: false },
      axisLabel: spec.isLying ? { ...words, ...rowNames(spec, ink) } : spec.every ? { ...words, interval: spec.every - 1 } : { ...words, ...edge } };
    const numbers = { type: "value", scale: !spec.isFromZero, name: spec.isLying && (spec.isTold || spec.unit === "%") ? "" : spec.unit, nameTextStyle: { color: ink.soft, align: spec.isLying ? "center" : "left" },
      ...(spec.isLying ? { nameLocation: "middle", nameGap: ink.size * 2.2 } : {}),
      splitLine: { lineStyle: { color: ink.line } }, axisLabel: { ...words, formatter: (value) => short(value, spec.unit) }, splitNumber: 4,
      max: (found) => (spec.unit === "%" && found.max <= 100 && found.max > 80 ? 100 : null), minInterval: isWhole(spec) ? 1 : 0, show: !spec.isTold };
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
      type: "line", name: each.name, data: each.values, connectNulls: false, sampling: spec.labels.length > 800 ? "lttb" : undefined, showSymbol: spec.labels.length < 40, symbol: SHAPES[at % 4], symbolSize: 6,
      lineStyle: { type: each.isFaint ? "dashed" : DASHES[at % 3], width: 2, color: each.isFaint ? ink.faint : undefined },
      itemStyle: each.isFaint ? { color: ink.faint } : undefined, z: each.isFaint ? 1 : 3, markLine: at === 0 ? level(spec, ink) : undefined,
    }));
    return { ...axes(spec, ink), series };
  }

  const end = (spec, series, ink) => ({ show: spec.isTold, position: spec.isLying ? "right" : "top", color: ink.ink, fontSize: ink.size,
    formatter: (event) => (series.told.length ? series.told[event.dataIndex] : short(event.value, spec.unit)) });

  function drawBars(spec, ink, stack) {
    const series = spec.series.map((each, at) => ({
      type: "bar", name: each.name, data: each.values, stack, barMaxWidth: Math.max(28, ink.size * 1.4), label: end(spec, each, ink), barMinWidth: spec.labels.length > 200 ? undefined : 2, markLine: at === 0 ? level(spec, ink) : undefined,
      itemStyle: { color: each.isFaint ? ink.faint : ink.steps[at % 5], borderColor: ink.paper, borderWidth: stack && spec.labels.length <= 16 ? 1 : 0, decal: DECALS[at % 4] || undefined },
    }));
    return { ...axes(spec, ink), series };
  }

  function drawPareto(spec, ink) {
    const both = axes(spec, ink);
    const shares = { type: "value", min: 0, max: 100, splitLine: { show: false }, axisLabel: { color: ink.soft, fontSize: ink.size, formatter: "{value}%" } };
    const [counts, sums] = spec.series, second = spec.isLying ? { xAxisIndex: 1 } : { yAxisIndex: 1 };
    return {
      ...both, ...(spec.isLying ? { xAxis: [both.xAxis, shares] } : { yAxis: [both.yAxis, shares] }),
      series: [
        { type: "bar", name: counts.name, data: counts.values, barMaxWidth: 28 },
        { type: "line", name: sums.name, data: sums.values, ...second, symbol: "rect", symbolSize: 6, lineStyle: { color: ink.ink, type: "dashed" }, itemStyle: { color: ink.ink } },
      ],
    };
  }

  // the ends of a scale are round numbers that hold all values
  function ends(spec, values) {
    const min = spec.isFromZero ? Math.min(0, ...values) : Math.min(...values), max = Math.max(...values);
    if (!(max > min)) return [min, min + 1];
    const step = Math.max(10 ** Math.floor(Math.log10(max - min)) / 2, isWhole(spec) ? 1 : 0);
    const [low, high] = [Math.floor(min / step) * step, Math.ceil(max / step) * step];
    return [low, spec.unit === "%" && max <= 100 ? Math.min(high, 100) : high];
  }

  function shades(spec, ink) {
    const all = spec.series.flatMap((each) => each.values).filter((value) => value !== null);
    const [min, max] = ends(spec, all);
    return { type: "continuous", min, max, calculable: false, orient: "horizontal", left: 0, bottom: 0,
      itemWidth: 10, itemHeight: 90, text: [short(max, spec.unit), short(min, spec.unit)],
      textStyle: { color: ink.soft, fontSize: ink.size }, inRange: { color: [ink.low, ink.high] } };
  }

  function drawHeat(spec, ink) {
    const data = spec.series.flatMap((each, across) => each.values.map((value, down) => (value === null ? null : [across, down, value]))).filter(Boolean);
    const words = { color: ink.soft, fontSize: ink.size, interval: 0, hideOverlap: false };
    return {
      xAxis: { type: "category", data: spec.series.map((each) => each.name), axisLabel: { ...words, ...spec.columns.label }, axisTick: { show: false }, axisLine: { show: false }, position: "top" },
      yAxis: { type: "category", data: spec.labels, inverse: true, axisLabel: { ...words, ...rowNames(spec, ink) }, axisTick: { show: false }, axisLine: { show: false } },
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
    const { top, ...place } = spec.heads;
    const legend = { type: "scroll", top: 0, pageTextStyle: { color: ink.soft }, data: spec.series.map((each) => each.name), ...place };
    const right = spec.isTold && spec.isLying ? ink.size * 4 : spec.isLying ? 28 : 12;
    const bottom = spec.isLying && !spec.isTold && spec.unit && spec.unit !== "%" ? ink.size * 1.8 : 4, above = spec.isLying && spec.kind === "pareto" ? top + 8 : top;
    const grid = { left: spec.isTold && spec.isLying ? ink.size : 8, right, top: above, bottom, containLabel: true };
    return { ...common, grid, legend, ...own, tooltip: { ...common.tooltip, ...hover(spec, names), ...(own.tooltip || {}) } };
  }

  const said = (face) => face.closest("figure").querySelector("script[type='application/json']").textContent;

  async function draw(face, isAnew = false) {
    const text = said(face);
    if (!isAnew && drawn.has(face) && drawn.get(face).text === text) return;
    const spec = JSON.parse(text), ink = paint(face), room = arrange(face, spec, ink);
    const own = await kinds[spec.kind](spec, ink);
    if (!face.isConnected || said(face) !== text) return;  // an outline came late: something newer stands there by now
    const held = drawn.get(face) || begin(face);
    const isOther = held.spec && (held.spec.kind !== spec.kind || held.spec.isLying !== spec.isLying || held.spec.outline !== spec.outline);
    held.chart.resize();
    held.chart.setOption(option(spec, ink, own), isOther || isAnew ? { notMerge: true } : { replaceMerge: ["series"] });
    Object.assign(held, { text, spec, room });
  }

  function begin(face) {
    const held = { chart: echarts.init(face, null, { renderer: "canvas" }) };
    held.chart.on("click", (event) => {
      if (event.componentType !== "series") return;
      const { spec } = held, [which, at] = place(spec, event);
      const link = at >= 0 && spec.series[which] && (spec.isLinkedBelow ? linked(face, which, at) : spec.series[which].links[at]);
      const isLeft = link && face.dispatchEvent(new CustomEvent("kit:follow", { bubbles: true, cancelable: true, detail: { link } }));
      if (isLeft) location.assign(link);  // unless the page turned there by itself
    });
    drawn.set(face, held);
    watched.observe(face);
    return held;
  }

  // the table beneath says where each value leads
  function linked(face, which, at) {
    const row = face.closest("figure").querySelector("tbody").rows[at], link = row && row.cells[which + 1].querySelector("a");
    return link && link.getAttribute("href");
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

  function broken(brush, text, most) {  // into lines
    const lines = [""];
    for (const part of text.match(/[ -~]*[!-~] ?|./gu) || []) {
      for (const each of brush.measureText(part).width > most ? part : [part]) {
        if (lines[lines.length - 1] && brush.measureText(lines[lines.length - 1] + each).width > most) lines.push("");
        lines[lines.length - 1] += lines[lines.length - 1] ? each : each.trimStart();
      }
    }
    return lines;
  }

  // a picture that leaves its page says itself what it shows, of when and from where
  function framed(face, { chart, spec }) {
    const ink = paint(face), scale = 2, edge = 16 * scale, inner = chart.renderToCanvas({ pixelRatio: scale, backgroundColor: ink.paper });
    const canvas = document.createElement("canvas"), brush = canvas.getContext("2d");
    const parts = [["600 ", 15, spec.title, ink.ink], ["", 12, [spec.note, spec.foot].filter(Boolean).join(" "), ink.soft]].map(([weight, size, text, colour]) => {
      const font = weight + size * scale + "px " + ink.font;
      brush.font = font;
      return { font, colour, lines: text ? broken(brush, text, inner.width) : [], step: size * 1.5 * scale };
    });
    const heights = parts.map((part) => part.lines.length * part.step);
    canvas.width = inner.width + 2 * edge;
    canvas.height = inner.height + heights[0] + heights[1] + 4 * edge;
    brush.fillStyle = ink.paper;
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(inner, edge, 2 * edge + heights[0]);
    brush.textBaseline = "top";
    [edge, 3 * edge + heights[0] + inner.height].forEach((top, which) => {
      const { font, colour, lines, step } = parts[which];
      Object.assign(brush, { font, fillStyle: colour });
      lines.forEach((line, at) => brush.fillText(line, edge, top + at * step));
    });
    return canvas;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-chart-png]");
    if (!button) return;
    const face = button.closest("figure").querySelector("[data-chart]");
    if (!drawn.has(face)) return;
    const link = document.createElement("a");
    link.href = framed(face, drawn.get(face)).toDataURL("image/png");
    link.download = button.dataset.chartPng + ".png";
    link.click();
  });
  document.addEventListener("htmx:load", (event) => drawAll(event.detail.elt.parentElement || document));
  document.addEventListener("htmx:beforeCleanupElement", (event) => drop(event.detail.elt));
  drawAll(document);
})();
