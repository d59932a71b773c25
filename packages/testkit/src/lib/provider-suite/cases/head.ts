import assert from 'node:assert/strict';
import { jsonWhenStreamAsked } from '../../behaviours/mismatch.ts';
import { createGate, gated } from '../../upstream/gate.ts';
import { mapHead } from '../../upstream/step-lists.ts';
