"use strict";

// The draw computed again from notice, frozen tables and seed text (SSJ1 sections 4, 6 and 8). Needs rules.js.

// stratum → the value of its line count.<stratum> or size.<stratum>.
function ofStrata(notice, word) {
  const found = new Map();
  for (const [key, value] of notice.values) {
    if (key.startsWith(`${word}.`)) {
      found.set(key.slice(word.length + 1), value);
    }
  }
  return found;
}

// Section 4. Whole numbers only, and wide enough: p·N can pass what a plain number holds exactly.
function sizeOf(entities, rule, least) {
  const [p, q] = rule.split("/");
  const wanted = q
    ? Number((BigInt(p) * BigInt(entities) + BigInt(q) - BigInt(1)) / BigInt(q))
    : Number(p);
  return Math.min(entities, Math.max(least, wanted));
}

// stratum → [N, n], of a notice whose count.* and size.* name the same strata.
function sizesOf(notice) {
  const rules = ofStrata(notice, "size");
  const least = Number(notice.values.get("min_per_stratum"));
  const sizes = new Map();
  for (const [stratum, count] of ofStrata(notice, "count")) {
    sizes.set(stratum, [Number(count), sizeOf(Number(count), rules.get(stratum), least)]);
  }
  return sizes;
}

class Lottery {
  // `tables`: file → rows; `seedText`: the bytes of file 20; `tell(share)` hears how far the tickets are, 0 to 1.
  constructor(notice, tables, seedText, tell) {
    this.seed = H(seedText);
    this.sizes = sizesOf(notice);
    this.teamSize = Number(notice.values.get("team_size"));
    this.entities = new Map(); // id → {stratum, bureau, ticket}
    this.ranked = new Map([...this.sizes.keys()].map((stratum) => [stratum, []])); // stratum → ticket and id, in order
    this.drawTickets(tables[FRAME], tell);
    this.drawn = new Map(); // id → rank
    for (const [stratum, [, n]] of this.sizes) {
      this.ranked.get(stratum).slice(0, n).forEach((line, i) => this.drawn.set(line.slice(65), i + 1));
    }
    this.findTeams(tables);
  }

  hash(word, ...parts) {
    return H(["SSJ1", word, this.seed, ...parts].join("|"));
  }

  // Section 6: in each stratum the order of (ticket, id).
  drawTickets(frame, tell) {
    frame.forEach(([id, stratum, bureau], i) => {
      const ticket = this.hash("ticket", id);
      this.entities.set(id, { stratum, bureau, ticket });
      this.ranked.get(stratum).push(`${ticket}\t${id}`);
      if (i % 1000 === 0) {
        tell(i / frame.length);
      }
    });
    for (const lines of this.ranked.values()) {
      lines.sort();
    }
  }

  cutoff(stratum) {
    return this.ranked.get(stratum)[this.sizes.get(stratum)[1] - 1].slice(0, 64);
  }

  // Section 8: the sampled in their order of visit, each with its team.
  findTeams(tables) {
    const recused = new Set(tables[RECUSALS].map(([inspector, id]) => `${inspector}\t${id}`));
    const loads = new Map(tables[INSPECTORS].map(([inspector]) => [inspector, 0]));
    const pools = new Map([["*", []]]);
    for (const [inspector, bureau] of tables[INSPECTORS]) {
      pools.set(bureau, (pools.get(bureau) || []).concat(inspector));
    }
    const visits = [...this.drawn.keys()].map((id) => `${this.hash("order", id)}\t${id}`).sort();
    this.teams = new Map();
    for (const id of visits.map((line) => line.slice(65))) {
      const pool = (pools.get(this.entities.get(id).bureau) || []).concat(pools.get("*"));
      const free = new Set(pool.filter((inspector) => !recused.has(`${inspector}\t${id}`)));
      const team = [];
      while (team.length < this.teamSize && free.size) {
        const inspector = this.nextInspector(id, free, loads);
        team.push(inspector);
        free.delete(inspector);
        loads.set(inspector, loads.get(inspector) + 1);
      }
      this.teams.set(id, team);
    }
  }

  // The least of the free by (load, match hash, inspector).
  nextInspector(id, free, loads) {
    const least = Math.min(...[...free].map((inspector) => loads.get(inspector)));
    const tied = [...free].filter((inspector) => loads.get(inspector) === least);
    return tied.map((inspector) => `${this.hash("match", id, inspector)}\t${inspector}`).sort()[0].slice(65);
  }

  // Files 30 to 50 as they must be.
  results() {
    const strata = [...this.sizes].map(([stratum, [N, n]]) => [stratum, N, n, this.cutoff(stratum)]);
    const sample = [...this.drawn].map(([id, rank]) => {
      const { stratum, ticket } = this.entities.get(id);
      return [stratum, rank, ticket, id];
    });
    const teams = [...this.teams].map(([id, team]) => [id, this.entities.get(id).bureau, ...team]);
    const text = (rows) => rows.map((row) => `${row.join("\t")}\n`).join("");
    return { [STRATA]: text(strata), [SAMPLE]: text(sample), [ASSIGNMENTS]: text(teams) };
  }

  // How one entity stands, null where it is not in the frame.
  standing(id) {
    const entity = this.entities.get(id);
    if (!entity) {
      return null;
    }
    const [N, n] = this.sizes.get(entity.stratum);
    return { id, ...entity, cutoff: this.cutoff(entity.stratum), rank: this.drawn.get(id) || 0, N, n };
  }
}
