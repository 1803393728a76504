// The browser and the ways people come: a phone or a desktop, with scripts or
// without, one server on SQLite or two on one PostgreSQL.
//
// The browser is the system's own; nothing is downloaded.

import { defineConfig, type PlaywrightTestConfig } from '@playwright/test';
import type { LinliOptions } from './support/fixtures.ts';

const screens = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
  desktop: { viewport: { width: 1280, height: 800 } },
};

/** Everything a browser does by itself is off: no test depends on it, and none may reach the network. */
const quiet = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-features=OptimizationHints,MediaRouter,Translate',
  '--disable-sync',
  '--metrics-recording-only',
  '--no-first-run',
  '--no-default-browser-check',
  '--no-pings',
];

type Config = PlaywrightTestConfig<object, LinliOptions>;
type Project = NonNullable<Config['projects']>[number];
type Way = [device: keyof typeof screens, scripts: boolean, engine: LinliOptions['engine']];

/** The journey comes in every way there is; everything else in ways among which each two choices meet at least once. */
const PAIRWISE: Way[] = [
  ['phone', true, 'sqlite'],
  ['phone', false, 'postgres'],
  ['desktop', true, 'postgres'],
  ['desktop', false, 'sqlite'],
];
const JOURNEY_ONLY: Way[] = [
  ['phone', true, 'postgres'],
  ['phone', false, 'sqlite'],
  ['desktop', true, 'sqlite'],
  ['desktop', false, 'postgres'],
];

function project([device, scripts, engine]: Way, only: Project = {}): Project {
  const name = [device, scripts ? null : 'without scripts', engine === 'postgres' ? 'two servers' : null];
  return {
    name: name.filter(Boolean).join(', '),
    use: { ...screens[device], javaScriptEnabled: scripts, engine, scripts, device },
    ...only,
  };
}

export default defineConfig<object, LinliOptions>({
  testDir: './specs',
  globalSetup: './support/prepared.ts',
  outputDir: '../target/end2end',
  forbidOnly: Boolean(process.env['CI']),
  fullyParallel: false,
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    locale: 'en-GB',
    timezoneId: 'Asia/Shanghai',
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env['LINLI_CHROMIUM'] ?? '/usr/bin/chromium',
      args: quiet,
    },
  },
  projects: [
    ...PAIRWISE.map((way) => project(way)),
    ...JOURNEY_ONLY.map((way) => project(way, { testMatch: /journey\.spec\.ts/ })),
  ],
});
