/**
 * The shape of the tree as array indexes: RFC 9420 §4.1.2 and appendix C. A tree is always full: its number of leaves is
 * a power of two, leaves have even indexes and parents odd ones.
 */

/** How many levels of nodes lie below `node`; 0 for a leaf. */
export function level(node: number): number {
  return node & 1 ? 31 - Math.clz32(~node & (node + 1)) : 0;
}

export function isLeaf(node: number): boolean {
  return (node & 1) === 0;
}

export function nodeOfLeaf(leafIndex: number): number {
  return leafIndex * 2;
}

export function leafOfNode(node: number): number {
  return node / 2;
}

/** The number of nodes of a tree with `leafCount` leaves. */
export function nodeWidth(leafCount: number): number {
  return leafCount === 0 ? 0 : 2 * leafCount - 1;
}

export function root(leafCount: number): number {
  return leafCount - 1;
}

export function left(node: number): number {
  return node ^ (1 << (level(node) - 1));
}

export function right(node: number): number {
  return node ^ (3 << (level(node) - 1));
}

/** Not of the root, which has none. */
export function parent(node: number): number {
  const height = level(node);
  const bit = (node >> (height + 1)) & 1;
  return (node | (1 << height)) ^ (bit << (height + 1));
}

export function sibling(node: number): number {
  const above = parent(node);
  return node < above ? right(above) : left(above);
}

/** From the parent of `node` to the root. */
export function directPath(node: number, leafCount: number): readonly number[] {
  const path: number[] = [];
  for (let at = node; at !== root(leafCount); ) {
    at = parent(at);
    path.push(at);
  }
  return path;
}

/** Whether `node` is `ancestor` or lies below it. */
export function isBelow(node: number, ancestor: number): boolean {
  const reach = (1 << level(ancestor)) - 1;
  return node >= ancestor - reach && node <= ancestor + reach;
}

/** The lowest node that has both below it. */
export function commonAncestor(a: number, b: number): number {
  let at = a;
  while (!isBelow(b, at)) at = parent(at);
  return at;
}

/** The first and the last leaf index below `node`. */
export function leavesBelow(node: number): readonly [first: number, last: number] {
  const reach = (1 << level(node)) - 1;
  return [(node - reach) / 2, (node + reach) / 2];
}

/** The least power of two that is at least `count`. */
export function fullLeafCount(count: number): number {
  let size = 1;
  while (size < count) size *= 2;
  return size;
}
