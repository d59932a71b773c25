import { hashText } from '../hash.ts';

/** Numbers that one feature changes: a few, so that two features seldom meet in the same ones. */
const placesPerFeature = 8;

/**
 * A vector of length 1 in 32-bit floats from features (words, tokens), always the same: each feature
 * adds or takes 1 in a few places that its hash names. Texts that share words are near to each
 * other, all others about at right angles; of meaning it knows nothing.
 * @see https://en.wikipedia.org/wiki/Feature_hashing
 */
export function embedFeatures(features: Iterable<string>, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const feature of features) {
    for (let place = 0; place < placesPerFeature; place++) {
      const hash = hashText(feature, place + 1);
      const at = (hash >>> 1) % dimensions;
      vector[at] = (vector[at] ?? 0) + (hash & 1 ? 1 : -1);
    }
  }
  return toUnitLength(vector);
}

function toUnitLength(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  // No features, or features that cancel each other out: still a direction.
  if (length === 0) return vector.fill(1 / Math.sqrt(vector.length));
  return vector.map((value) => value / length);
}
