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

/** Ways among which each two choices meet at least once. */
const PAIRWISE: Way[] = [
  ['phone', true, 'sqlite'],
  ['phone', false, 'postgres'],
  ['desktop', true, 'postgres'],
  ['desktop', false, 'sqlite'],
];
/** What depends on the engine comes in these four, on both. */
const DEPENDS = /(decisions|live|common-ground|moderation)\.spec\.ts/;
/** Where no page moves by itself, it comes in the two of them that have one server: on a phone with scripts, on a desktop without. */
const STILL =
  /(case-thread|challenge-thread|challenges|clock|ground|handing|helping|households|letters|mediation|meetings|seats|steward|tables)\.spec\.ts/;
const JOURNEY = /journey\.spec\.ts/;

/** The journey comes in every way there is; everything else in every way there is with one server. */
function project(way: Way): Project {
  const [device, scripts, engine] = way;
  const pairwise = PAIRWISE.some((one) => one.join() === way.join());
  const two = engine === 'postgres';
  return {
    name: [device, scripts ? null : 'without scripts', two ? 'two servers' : null].filter(Boolean).join(', '),
    ...(two ? { testMatch: pairwise ? [JOURNEY, DEPENDS] : JOURNEY } : {}),
    ...(two || pairwise ? {} : { testIgnore: [DEPENDS, STILL] }),
    use: { ...screens[device], javaScriptEnabled: scripts, engine, scripts, device },
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
    project(['phone', true, 'sqlite']),
    project(['phone', false, 'sqlite']),
    project(['desktop', true, 'sqlite']),
    project(['desktop', false, 'sqlite']),
    project(['phone', true, 'postgres']),
    project(['phone', false, 'postgres']),
    project(['desktop', true, 'postgres']),
    project(['desktop', false, 'postgres']),
  ],
});
