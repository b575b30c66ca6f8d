// QR codes (ISO/IEC 18004): bytes, error correction level L, the smallest version that holds them.

// Level L, versions 1 to 40: error correction bytes per block, and number of blocks.
const CHECKS = [
  7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28,
  28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
];
const BLOCKS = [
  1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8,
  8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25,
];
const LEVEL_L = 1;
const QUIET = 4; // modules of margin
const MASKS = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (row, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
];

// The field GF(256), modulo x^8 + x^4 + x^3 + x^2 + 1: powers of x, and their logarithms.
const POWERS = [];
const LOGS = [];
for (let power = 0, value = 1; power < 255; power += 1) {
  POWERS[power] = value;
  LOGS[value] = power;
  value = value < 128 ? value * 2 : (value * 2) ^ 0x11d;
}

const times = (a, b) => (a && b ? POWERS[(LOGS[a] + LOGS[b]) % 255] : 0);

// Return the coefficients of the generator (x - x^0)(x - x^1)…, without the leading 1.
function generator(degree) {
  let found = [1];
  for (let power = 0; power < degree; power += 1) {
    const shifted = [...found, 0];
    found = shifted.map((one, place) => one ^ (place ? times(found[place - 1], POWERS[power]) : 0));
  }
  return found.slice(1);
}

// Return the error correction bytes of a block: its remainder modulo the generator.
function checkBytes(block, divisor) {
  const rest = Array(divisor.length).fill(0);
  for (const byte of block) {
    const factor = byte ^ rest.shift();
    rest.push(0);
    divisor.forEach((one, place) => { rest[place] ^= times(one, factor); });
  }
  return rest;
}

// Append the BCH remainder: the error correction bits of format and version.
function withCheck(data, divisor) {
  const degree = 31 - Math.clz32(divisor);
  let rest = data << degree;
  while (rest >> degree) rest ^= divisor << (Math.clz32(divisor) - Math.clz32(rest));
  return (data << degree) | rest;
}

const sizeOf = (version) => version * 4 + 17;

// Return the coordinates of the centres of the alignment patterns.
function centres(version) {
  if (version === 1) return [];
  const number = Math.floor(version / 7) + 2;
  const last = sizeOf(version) - 7;
  const step = version === 32 ? 26 : Math.ceil((last - 6) / (2 * number - 2)) * 2;
  const found = [6];
  for (let place = number - 2; place >= 0; place -= 1) found.push(last - place * step);
  return found;
}

// Return a grid with the function patterns; data modules are null, reserved ones false.
function frame(version) {
  const size = sizeOf(version);
  const grid = Array.from({ length: size }, () => Array(size).fill(null));
  const square = (row, column, reach, isDark) => {
    for (let down = -reach; down <= reach; down += 1) {
      for (let right = -reach; right <= reach; right += 1) {
        const line = grid[row + down];
        if (line && line[column + right] !== undefined) {
          line[column + right] = isDark(Math.max(Math.abs(down), Math.abs(right)));
        }
      }
    }
  };
  for (let place = 0; place < size; place += 1) {
    grid[6][place] = place % 2 === 0;
    grid[place][6] = place % 2 === 0;
  }
  const far = size - 4;
  for (const [row, column] of [[3, 3], [3, far], [far, 3]]) {
    square(row, column, 4, (ring) => ring !== 2 && ring !== 4);
  }
  const middles = centres(version);
  for (const row of middles) {
    for (const column of middles) {
      // None covers a finder pattern.
      if (grid[row - 1][column - 1] === null) square(row, column, 2, (ring) => ring !== 1);
    }
  }
  writeFormat(grid, 0);
  if (version >= 7) writeVersion(grid, version);
  return grid;
}

// Write level and mask twice, beside the finder patterns.
function writeFormat(grid, mask) {
  const size = grid.length;
  const bits = withCheck((LEVEL_L << 3) | mask, 0b10100110111) ^ 0b101010000010010;
  for (let place = 0; place < 15; place += 1) {
    const isDark = Boolean((bits >> place) & 1);
    // The timing patterns are passed.
    const near = place < 6 ? place : place < 8 ? place + 1 : place < 9 ? 7 : 14 - place;
    const places = place < 8 ? [[near, 8], [8, size - 1 - place]] : [[8, near], [size - 15 + place, 8]];
    for (const [row, column] of places) grid[row][column] = isDark;
  }
  grid[size - 8][8] = true;
}

// Write the version twice, from version 7 on.
function writeVersion(grid, version) {
  const bits = withCheck(version, 0b1111100100101);
  for (let place = 0; place < 18; place += 1) {
    const isDark = Boolean((bits >> place) & 1);
    const near = Math.floor(place / 3);
    const far = grid.length - 11 + (place % 3);
    grid[near][far] = isDark;
    grid[far][near] = isDark;
  }
}

// Return the data modules in the order of the bits: alternately upwards and downwards.
function path(grid) {
  const rows = [...grid.keys()];
  const places = [];
  // The sixth column is a timing pattern.
  for (let right = grid.length - 1; right > 0; right -= right === 8 ? 3 : 2) {
    for (const row of rows.reverse()) {
      places.push(...[[row, right], [row, right - 1]].filter(([, column]) => grid[row][column] === null));
    }
  }
  return places;
}

// Return the capacity of a version in bytes, including error correction.
const room = (version) => path(frame(version)).length >> 3;

const bitsOf = (number, length) => Array.from({ length }, (_, place) => (number >> (length - 1 - place)) & 1);

// Return the data bytes of a text in the smallest version, or null if it is too long.
function laidOut(text) {
  const bytes = [...new TextEncoder().encode(text)];
  const isPlain = bytes.every((byte) => byte < 128);
  // ECI announces UTF-8, for non-ASCII text only: some readers display the ECI itself.
  const head = [...(isPlain ? [] : [...bitsOf(7, 4), ...bitsOf(26, 8)]), ...bitsOf(4, 4)];
  for (let version = 1; version <= 40; version += 1) {
    const counted = bitsOf(bytes.length, version < 10 ? 8 : 16);
    const size = head.length + counted.length + bytes.length * 8;
    const space = room(version) - CHECKS[version - 1] * BLOCKS[version - 1];
    if (size <= space * 8 && bytes.length < 2 ** counted.length) {
      const bits = [...head, ...counted, ...bytes.flatMap((byte) => bitsOf(byte, 8))];
      return { version, data: padded(bits, space) };
    }
  }
  return null;
}

// Terminate the bits, and pad them with the two bytes of the standard.
function padded(bits, space) {
  const length = Math.min(bits.length + 4, space * 8);
  const all = bits.join("").padEnd(Math.ceil(length / 8) * 8, "0");
  const bytes = all.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2));
  for (let filler = 0xec; bytes.length < space; filler ^= 0xec ^ 0x11) bytes.push(filler);
  return bytes;
}

// Split the data into blocks; interleave their bytes, then their error correction bytes.
function woven(data, version) {
  const number = BLOCKS[version - 1];
  const divisor = generator(CHECKS[version - 1]);
  const lengths = Array.from({ length: number }, (_, place) => Math.floor((data.length + place) / number));
  const rest = [...data];
  const blocks = lengths.map((length) => rest.splice(0, length));
  return [blocks, blocks.map((block) => checkBytes(block, divisor))].flatMap(byTurns);
}

// The last list is as long as any.
const byTurns = (lists) => lists.at(-1).flatMap((_, place) => lists.flatMap((list) => list.slice(place, place + 1)));

// Return the penalty of a grid: long runs, blocks, finder-like patterns, imbalance.
function penalty(grid) {
  const turned = grid.map((_, column) => grid.map((row) => row[column]));
  const lines = [...grid, ...turned].map((line) => line.map(Number).join(""));
  let points = 0;
  for (const line of lines) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) points += run.length - 2;
    points += 40 * [...line.matchAll(/(?=10111010000|00001011101)/g)].length;
  }
  for (let row = 1; row < grid.length; row += 1) {
    for (let column = 1; column < grid.length; column += 1) {
      const here = grid[row][column];
      if (here === grid[row - 1][column] && here === grid[row][column - 1] &&
        here === grid[row - 1][column - 1]) points += 3;
    }
  }
  const dark = grid.flat().filter(Boolean).length / grid.length ** 2;
  return points + 10 * Math.floor(Math.abs(dark * 100 - 50) / 5);
}

function masked(version, places, bits, mask) {
  const grid = frame(version);
  places.forEach(([row, column], place) => {
    grid[row][column] = Boolean(bits[place]) !== MASKS[mask](row, column);
  });
  writeFormat(grid, mask);
  return grid;
}

// Return the grid of a text (true is dark), with the given mask or the one of least penalty.
function qrCode(text, wantedMask) {
  const found = laidOut(text);
  if (!found) return null;
  const bits = woven(found.data, found.version).flatMap((byte) => bitsOf(byte, 8));
  const places = path(frame(found.version));
  const masks = wantedMask === undefined ? MASKS.keys() : [wantedMask];
  const grids = Array.from(masks, (mask) => masked(found.version, places, bits, mask));
  const points = grids.map(penalty);
  return grids[points.indexOf(Math.min(...points))];
}

// Return the dark modules as an SVG path, and the width including the margin.
function outline(grid) {
  const steps = grid.flatMap((row, down) =>
    [...row.map((isDark) => (isDark ? "1" : "0")).join("").matchAll(/1+/g)].map((run) =>
      `M${run.index + QUIET} ${down + QUIET}h${run[0].length}v1h-${run[0].length}z`));
  return { path: steps.join(""), width: grid.length + 2 * QUIET };
}
