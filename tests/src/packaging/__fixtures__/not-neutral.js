// Never run: every line below is one that a neutral package must not have.
import { readFileSync } from 'node:fs';
import { Hono } from 'hono';

export const one = [readFileSync, Hono, () => import('node:path')];
export const two = globalThis.process?.env.HOME;
export const three = () => globalThis.atob && Buffer.from('x');
/** These are no globals: a local of that name, a property, a word: process. */
export const four = (document, { require }) => [document, require, one.process];
