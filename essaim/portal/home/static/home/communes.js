// The map of communes: outlines from our own server, no tiles. The list beside it says the same without script.
(() => {
  "use strict";

  // TopoJSON (specification of 2013): arcs are quantised steps, shared between neighbours, ~n is arc n backwards.
  const decode = (topology) => {
    const { scale, translate } = topology.transform;
    const arcs = topology.arcs.map((arc) => {
      let x = 0;
      let y = 0;
      return arc.map(([stepX, stepY]) => {
        x += stepX;
        y += stepY;
        return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
      });
    });
    const ring = (indexes) => indexes.flatMap((index, place) => {
      const arc = index < 0 ? arcs[~index].slice().reverse() : arcs[index];
      return place ? arc.slice(1) : arc;
    });
    const shape = (geometry) => ({
      type: "Feature",
      properties: geometry.properties,
      geometry: {
        type: geometry.type,
        coordinates: geometry.type === "Polygon"
          ? geometry.arcs.map(ring)
          : geometry.arcs.map((polygon) => polygon.map(ring)),
      },
    });
    return Object.values(topology.objects)
      .flatMap((object) => object.geometries)
      .filter((geometry) => geometry.type)
      .map(shape);
  };

  const words = (box, properties) => {
    const link = document.createElement("a");
    link.href = `${box.dataset.page}${properties.code}/`;
    link.textContent = `${properties.nom} (${properties.code})`;
    return link;
  };

  const draw = (box, shapes) => {
    const marked = new Set(box.dataset.marked.split(" ").filter(Boolean));
    const byCode = new Map();
    box.replaceChildren();
    box.classList.add("is-live");
    const frame = document.createElement("div");
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", box.dataset.label);
    box.append(frame);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const map = L.map(frame, {
      // One finger scrolls the page on a phone; two move and enlarge the map.
      dragging: !L.Browser.mobile,
      attributionControl: false, zoomSnap: 0.25, scrollWheelZoom: false, zoomControl: false,
      zoomAnimation: !still, fadeAnimation: !still, inertia: !still,
    });
    L.control.zoom({ zoomInTitle: "Agrandir la carte", zoomOutTitle: "Réduire la carte" }).addTo(map);
    const layer = L.geoJSON(shapes, {
      style: (shape) => ({ className: marked.has(shape.properties.code) ? "commune is-marked" : "commune" }),
      onEachFeature: (shape, outline) => {
        byCode.set(shape.properties.code, outline);
        outline.bindTooltip(shape.properties.nom, { sticky: true });
        outline.bindPopup(() => words(box, shape.properties));
      },
    }).addTo(map);
    const focus = [...marked].map((code) => byCode.get(code)).filter(Boolean);
    focus.forEach((outline) => outline.bringToFront());
    const near = focus.length ? L.featureGroup(focus).getBounds().pad(focus.length > 1 ? 0.15 : 3) : layer.getBounds();
    map.fitBounds(near, { padding: [8, 8] });
    map.setMinZoom(map.getBoundsZoom(layer.getBounds()) - 1);
    point(byCode);
  };

  // A name in the list, pointed at or reached by keyboard, shows its commune on the map.
  const point = (byCode) => {
    for (const link of document.querySelectorAll("a[data-commune]")) {
      const toggle = (on) => () => {
        const path = byCode.get(link.dataset.commune)?.getElement();
        path?.classList.toggle("is-pointed", on);
        if (on) path?.parentNode.append(path);
      };
      for (const name of ["mouseenter", "focus"]) link.addEventListener(name, toggle(true));
      for (const name of ["mouseleave", "blur"]) link.addEventListener(name, toggle(false));
    }
  };

  for (const box of document.querySelectorAll("[data-outlines]")) {
    const addresses = box.dataset.outlines.trim().split(/\s+/).filter(Boolean);
    Promise.all(addresses.map((address) => fetch(address).then((answer) => {
      if (!answer.ok) throw new Error(`${answer.status} ${address}`);
      return answer.json();
    })))
      .then((topologies) => draw(box, topologies.flatMap(decode)))
      .catch((error) => console.warn("La carte reste un dessin :", error.message));
  }
})();
