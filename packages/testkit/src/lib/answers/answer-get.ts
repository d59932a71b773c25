import type { Step } from '../upstream/step.ts';
import type { RouteInput } from './answer-request.ts';
import { errorSteps } from './error-steps.ts';
import { bodySteps, jsonSteps } from './json-steps.ts';
import { modelList, modelObject } from './models.ts';
import { createPicture } from './picture.ts';

export function answerModels({ models }: RouteInput): Step[] {
  return jsonSteps(modelList(models));
}

export function answerModel({ models, rest: id }: RouteInput): Step[] {
  if (models.includes(id)) return jsonSteps(modelObject(id));
  return errorSteps(404, {
    message: `The model '${id}' does not exist`,
    param: 'model',
    code: 'model_not_found',
  });
}

/** What the URLs of an image answer lead to. */
export function serveImage({ rest: label }: RouteInput): Step[] {
  return bodySteps(createPicture(label), 'image/png');
}
