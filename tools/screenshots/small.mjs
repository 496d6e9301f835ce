// The pictures of the walkthrough, which are in the package: small ones of those in the documentation, as WebP, which VS Code
// shows.
import { readFile, writeFile } from 'node:fs/promises';

/** Pixels; the walkthrough shows about 600 of them. */
const width = 800;
/** Text stays sharp. */
const quality = 0.85;

/**
 * Makes a small picture of another one.
 * @param {import('playwright-core').Page} page of the browser that makes it
 * @param {string} from a .png
 * @param {string} to a .webp
 */
export async function shrink(page, from, to) {
  // A page of its own: the workbench's may make nothing out of texts.
  const maker = await page.context().browser()?.newPage();
  if (maker === undefined) throw new Error('no browser to make pictures in');
  try {
    const made = await maker.evaluate(
      async ({ png, width, quality }) => {
        const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
        const blob = new Blob([bytes], { type: 'image/png' });
        const picture = await createImageBitmap(blob, { resizeWidth: width, resizeQuality: 'high' });
        const canvas = new OffscreenCanvas(picture.width, picture.height);
        canvas.getContext('2d')?.drawImage(picture, 0, 0);
        const small = await canvas.convertToBlob({ type: 'image/webp', quality });
        let letters = '';
        for (const byte of new Uint8Array(await small.arrayBuffer())) letters += String.fromCharCode(byte);
        return { type: small.type, webp: btoa(letters) };
      },
      { png: await readFile(from, 'base64'), width, quality },
    );
    if (made.type !== 'image/webp') throw new Error(`the browser made ${made.type}`);
    await writeFile(to, made.webp, 'base64');
  } finally {
    await maker.close();
  }
}
