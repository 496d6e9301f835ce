export { newModel } from './newModel.ts';
export { isNewModelParams, isPlacesParams } from './params.ts';
export { newModelPlaces } from './places.ts';
