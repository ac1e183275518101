import type { WindowBounds } from '../shell.ts'

export interface BrowserStart {
  /** The first thing shown, until the page is asked for. */
  readonly background: string
  readonly bounds: WindowBounds
  readonly isRoot: boolean
  /** `host:port` of the page's development server, the only address that may then be reached. */
  readonly developmentHost: string | null
}

/**
 * The command line of the browser: a plain window without address bar, which asks nobody for anything. Requests are
 * answered or refused before they leave; the rules for names and the dead proxy stand behind that.
 */
export function browserArguments(start: BrowserStart): readonly string[] {
  const { bounds, developmentHost } = start
  return [
    `--app=data:text/html,<title>Token Desk</title><body style="background:${encodeURIComponent(start.background)}">`,
    `--window-size=${bounds.width},${bounds.height}`,
    ...(bounds.x === undefined || bounds.y === undefined ? [] : [`--window-position=${bounds.x},${bounds.y}`]),
    ...(bounds.maximized ? ['--start-maximized'] : []),
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-domain-reliability',
    '--disable-client-side-phishing-detection',
    `--disable-features=${unwantedFeatures.join(',')}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--no-pings',
    '--hide-crash-restore-bubble',
    // Without this a page reaches any address by WebRTC, past the policy, the rules and the proxy. The second is its name
    // in older browsers.
    '--webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
    ...(developmentHost === null
      ? ['--host-resolver-rules=MAP * ~NOTFOUND', '--proxy-server=127.0.0.1:9', '--proxy-bypass-list=<-loopback>']
      : ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1']),
    // Without a sandbox the browser shows a bar that says so; the log says it here.
    ...(start.isRoot ? ['--test-type'] : []),
  ]
}

/** The browser takes only the last list it is given, so Playwright's own is in here as well. */
const unwantedFeatures: readonly string[] = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'msForceBrowserSignIn',
  'msEdgeUpdateLaunchServicesPreferredVersion',
  'Translate',
  'AutofillServerCommunication',
  'InterestFeedContentSuggestions',
]

/** What Playwright adds for tests and a person's window does without. */
export const unwantedDefaults: readonly string[] = [
  '--enable-automation',
  '--disable-popup-blocking',
  '--unsafely-disable-devtools-self-xss-warnings',
  '--disable-prompt-on-repost',
]
