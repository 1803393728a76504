// Accessibility as far as a machine can see it: WCAG 2.2 A and AA, and axe's
// own good practice. One finding is one too many.

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { expect } from './fixtures.ts';

export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const told = violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')}\n    ${node.failureSummary ?? ''}`),
  );
  expect(told, `${page.url()} is accessible`).toEqual([]);
}
