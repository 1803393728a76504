// What the journeys of challenges do alike.

import { expect } from '@playwright/test';
import type { Fields, Person } from './people.ts';

/** A day so many days from now, as a date field takes it. */
export function day(ahead: number): string {
  return new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
}

/** Where the form stands that opens a challenge out of a case. */
export function opening(reference: string): string {
  return `/cases/${reference}/open-challenge`;
}

/** Fills in what is missing in that form and sends it; gives the challenge's address. */
export async function open(person: Person, reference: string, fields: Fields): Promise<string> {
  await person.fill(fields);
  await person.press(`main form[action="${opening(reference)}"]`);
  await expect(person.page).toHaveURL(/\/challenges\/\d{8}/);
  return new URL(person.page.url()).pathname;
}
