/** The one model. */
export const modelId = 'demo';

/** When it appeared, in Unix seconds. Answers carry it too: nothing here depends on a clock. */
export const createdAt = 1_767_225_600;
