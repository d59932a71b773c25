import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  forSeeds,
  type Random,
  randomJson,
  randomLiteral,
  randomText,
} from './__fixtures__/random.ts';
import { cutPieces, minPieceLength, putPiecesBack } from './pieces.ts';

async function roundTrip(text: string) {
  const { body, pieces } = await cutPieces(text);
  const texts = new Map(pieces.map((piece) => [piece.hash, piece.text ?? '']));
  const references = pieces.map(({ at, hash }) => ({ at, hash }));
  const back = putPiecesBack(body, references, (hash) => texts.get(hash) ?? 'lost');
  // Not toBe: a failure would print megabytes.
  expect(back === text).toBe(true);
  return { body, pieces };
}

/** Around the least length, and far above it; with escapes at its ends and inside. */
function hugeText(random: Random): string {
  const middle = random.pick(['x', '\\', '"', '\\"', 'é', '🙂', '\n']);
  const length = random.pick([1, 2, 3]) * minPieceLength + random.below(7) - 3;
  const units = middle.repeat(Math.ceil(length / JSON.stringify(middle).slice(1, -1).length));
  return `${random.pick(['', '\\', '"'])}${units}${random.pick(['', '\\', '"', '\\\\"'])}`;
}

describe('cutting large strings out of a body', () => {
  it('gives back any JSON text, with strings of all sizes and escapes', async () => {
    await forSeeds(150, async (random) => {
      const text = () => (random.chance(0.15) ? hugeText(random) : randomText(random, 8));
      await roundTrip(randomJson(random, 4, text));
    });
  });

  it('gives back any text at all', async () => {
    await forSeeds(200, async (random) => {
      const parts = Array.from({ length: random.below(6) }, () =>
        random.chance(0.3)
          ? random.pick(['"', '\\', 'x', '\ud800']).repeat(minPieceLength + random.below(3) - 1)
          : randomText(random, 8),
      );
      await roundTrip(parts.join(random.pick(['', '"', '\\"'])));
    });
  });

  it('leaves a body that says the same but for those strings, and no large one in it', async () => {
    await forSeeds(60, async (random) => {
      const texts = Array.from({ length: 6 }, () =>
        random.chance(0.5) ? hugeText(random) : randomText(random, 8),
      );
      const literals = texts.map((text) => randomLiteral(random, text));
      const { body, pieces } = await roundTrip(`[${literals.join(' , ')}]`);
      const isLarge = literals.map((literal) => literal.length - 2 >= minPieceLength);
      expect(JSON.parse(body)).toEqual(texts.map((text, at) => (isLarge[at] ? '' : text)));
      expect(pieces.map(({ text }) => `"${text}"`)).toEqual(
        literals.filter((_, at) => isLarge[at]),
      );
    });
  });

  it('cuts from the least length on, and says exactly where', async () => {
    const least = 'é'.repeat(minPieceLength);
    const { body, pieces } = await roundTrip(`{"a":"${least.slice(1)}","b":"${least}", "c":1}`);
    expect(body.endsWith('","b":"", "c":1}')).toBe(true);
    const at = body.indexOf('"b":"') + 5;
    expect(pieces).toEqual([
      { at, hash: createHash('sha256').update(least).digest('hex'), text: least },
    ]);
  });

  it('names the same text by the same hash, wherever it stands', async () => {
    const image = 'A'.repeat(minPieceLength);
    const { body, pieces } = await roundTrip(JSON.stringify([image, { image }, image]));
    expect(body).toBe('["",{"image":""},""]');
    expect(pieces.map(({ at }) => at)).toEqual([2, 14, 18]);
    expect(new Set(pieces.map(({ hash }) => hash)).size).toBe(1);
  });

  it('leaves a string in its place that has no UTF-8', async () => {
    const text = `["${'x'.repeat(minPieceLength)}\ud800"]`;
    expect((await cutPieces(text)).pieces).toEqual([]);
  });

  it('takes a body with hundreds of large strings, and one that is huge', async () => {
    const many = JSON.stringify(
      Array.from({ length: 300 }, (_, at) => `${at}`.padEnd(minPieceLength, 'x')),
    );
    expect((await roundTrip(many)).pieces).toHaveLength(300);
    const huge = JSON.stringify({ image: 'iVBORw0KGgo'.repeat(3_000_000) });
    expect((await roundTrip(huge)).body).toBe('{"image":""}');
  });

  it('reads a long run of escapes once', async () => {
    const startedAt = performance.now();
    await roundTrip(`["${'\\\\'.repeat(4_000_000)}\\"","${'\\"'.repeat(2_000_000)}"]`);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
