/**
 * A drawing as PNG, for reports and chats that take no SVG.
 *
 * Promises: the same drawing is the same picture on every machine, because the letters are those of a font that comes
 * with the package. The renderer, 2.5 MB of WebAssembly, is loaded at the first picture.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Resvg } from '@resvg/resvg-wasm';

/** Has the widths of Helvetica and Arial, which the drawings name; a code card names Cousine for its codes. */
const FONT = 'Arimo';
const FONT_FILES = ['arimo', 'cousine'].flatMap((font) =>
  [400, 700].map((weight) => `@fontsource/${font}/files/${font}-latin-${weight}-normal.woff2`),
);

type Renderer = (svg: string, widthPx: number) => InstanceType<typeof Resvg>;

let renderer: Promise<Renderer> | null = null;

async function loadRenderer(): Promise<Renderer> {
  const { resolve } = createRequire(import.meta.url);
  const [{ initWasm, Resvg }, wasm, ...fontBuffers] = await Promise.all([
    import('@resvg/resvg-wasm'),
    ...['@resvg/resvg-wasm/index_bg.wasm', ...FONT_FILES].map((file) => readFile(resolve(file))),
  ]);
  await initWasm(wasm as Buffer<ArrayBuffer>);
  const font = { fontBuffers, defaultFontFamily: FONT };
  return (svg, widthPx) => new Resvg(svg, { font, fitTo: { mode: 'width', value: widthPx } });
}

/** A bank card in pixels: ten a millimetre. */
const CARD_WIDTH_PX = 856;

/**
 * @param svg as high as it is
 * @param widthPx of the picture
 * @returns the bytes of a PNG
 */
export async function pngOf(svg: string, widthPx = CARD_WIDTH_PX): Promise<Uint8Array<ArrayBuffer>> {
  renderer ??= loadRenderer();
  const drawing = (await renderer)(svg, widthPx);
  const image = drawing.render();
  try {
    return new Uint8Array(image.asPng());
  } finally {
    image.free();
    drawing.free();
  }
}
