import { type AlternativeName, isAlternative, launchAlternative } from './alternatives.ts';
import type { Launch, Place } from './launch.ts';
import { ownTargets } from './own-targets.ts';

/** What is measured. `direct` is no program: the client asks the upstream itself. */
export type TargetName = 'direct' | keyof typeof ownTargets | AlternativeName;

/** @throws {Error} for an alternative that is not installed. */
export function launchOf(name: Exclude<TargetName, 'direct'>, place: Place): Launch {
  return isAlternative(name) ? launchAlternative(name, place) : ownTargets[name]();
}
