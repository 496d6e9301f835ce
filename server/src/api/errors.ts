/** A question that cannot be asked: a folder that is not there, a project without configs. */
export class UsageError extends Error {}
