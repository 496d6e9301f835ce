/**
 * Decimal numbers as Python's `decimal` computes with them by default: 28 significant digits, halves to even. Hydra
 * counts through float ranges with them, which decides how many jobs a range has.
 */
export interface Decimal {
  readonly digits: bigint;
  /** The value is `digits * 10 ** exponent`. */
  readonly exponent: number;
}

const PRECISION = 28;

/** The shortest decimal that reads back as this number (`0.1`): Hydra 1.4. The number is finite. */
export function decimalOf(number: number): Decimal {
  const [mantissa, exponent = '0'] = String(number).split('e');
  const [whole, fraction = ''] = mantissa!.split('.');
  return { digits: BigInt(whole! + fraction), exponent: Number(exponent) - fraction.length };
}

/** Exactly the number's binary value (`0.1000000000000000055…`): Hydra 1.3. The number is finite. */
export function exactDecimalOf(number: number): Decimal {
  if (Number.isInteger(number)) return { digits: BigInt(number), exponent: 0 };
  let scaled = number;
  let power = 0;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    power += 1;
  }
  return { digits: BigInt(scaled) * 5n ** BigInt(power), exponent: -power };
}

export function addDecimals(left: Decimal, right: Decimal): Decimal {
  const exponent = Math.min(left.exponent, right.exponent);
  return rounded({ digits: scaledTo(left, exponent) + scaledTo(right, exponent), exponent });
}

export function multiplyDecimals(left: Decimal, right: Decimal): Decimal {
  return rounded({ digits: left.digits * right.digits, exponent: left.exponent + right.exponent });
}

/** Negative, zero or positive, as `left` is less than, equal to or more than `right`. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const exponent = Math.min(left.exponent, right.exponent);
  const difference = scaledTo(left, exponent) - scaledTo(right, exponent);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** How many times `right` goes into `left`, the started one counted; both are positive. */
export function ceilingQuotient(left: Decimal, right: Decimal): bigint {
  const exponent = Math.min(left.exponent, right.exponent);
  const [dividend, divisor] = [scaledTo(left, exponent), scaledTo(right, exponent)];
  return (dividend + divisor - 1n) / divisor;
}

export function numberOf(decimal: Decimal): number {
  return Number(`${decimal.digits}e${decimal.exponent}`);
}

function scaledTo(decimal: Decimal, exponent: number): bigint {
  return decimal.digits * 10n ** BigInt(decimal.exponent - exponent);
}

function rounded(decimal: Decimal): Decimal {
  const excess = String(decimal.digits).replace('-', '').length - PRECISION;
  if (excess <= 0) return decimal;
  const unit = 10n ** BigInt(excess);
  const magnitude = decimal.digits < 0n ? -decimal.digits : decimal.digits;
  const [quotient, twice] = [magnitude / unit, (magnitude % unit) * 2n];
  const up = twice > unit || (twice === unit && quotient % 2n === 1n);
  const digits = quotient + (up ? 1n : 0n);
  return { digits: decimal.digits < 0n ? -digits : digits, exponent: decimal.exponent + excess };
}
