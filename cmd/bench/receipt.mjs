// The same paper through @point-of-sale/receipt-printer-encoder: blocks on stdin as JSON, ESC/POS on stdout.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(pathToFileURL(process.cwd() + '/'));
const module = require('@point-of-sale/receipt-printer-encoder');
const Encoder = module.default ?? module;

const { columns, blocks } = JSON.parse(readFileSync(0, 'utf8'));
const e = new Encoder({ language: 'esc-pos', columns, newline: '\n', feedBeforeCut: 0, imageMode: 'raster' });
e.initialize().codepage('auto');
const aligns = ['left', 'center', 'right'];

for (const b of blocks) {
  switch (b.kind) {
    case 'text': {
      e.align(aligns[b.align]).size(b.size, b.size).bold(b.bold).invert(b.inverse);
      let s = b.text;
      if (b.inverse) { // the bar spans the paper
        const free = Math.floor(columns / b.size) - [...s].length;
        s = ' '.repeat(free >> 1) + s + ' '.repeat(free - (free >> 1));
      }
      e.line(s).invert(false).bold(false).size(1, 1);
      break;
    }
    case 'pair':
      e.align('left').size(b.size, b.size).line(b.text + ' '.repeat(b.indent - [...b.text].length) + b.text2).size(1, 1);
      break;
    case 'rule':
      e.align('left').rule();
      break;
    case 'feed':
      e.newline(b.size);
      break;
    case 'qr':
      e.align(aligns[b.align]).qrcode(b.text, { model: 2, size: b.module, errorlevel: 'm' });
      break;
    case 'image': {
      const bits = Buffer.from(b.bits, 'base64');
      const stride = b.indent / 8, high = bits.length / stride;
      const data = new Uint8ClampedArray(b.indent * high * 4).fill(255);
      for (let y = 0; y < high; y++) for (let x = 0; x < b.indent; x++) {
        if (bits[y * stride + (x >> 3)] & (0x80 >> (x & 7))) data.fill(0, (y * b.indent + x) * 4, (y * b.indent + x) * 4 + 3);
      }
      e.align(aligns[b.align]).image({ width: b.indent, height: high, data }, b.indent, high, 'threshold', 128);
      break;
    }
    case 'cut':
      e.cut('partial');
  }
}
process.stdout.write(Buffer.from(e.encode()));
