/**
 * What tells the builds apart. `unofficial` is a release in all but its Electron, which it takes from the development
 * folder: tests look at the release's own code with it, and nobody installs it, for no package is made of it.
 */
export const flavours = {
  release: { code: 'release', suffix: '', productName: 'TOR-UNVEIL-Login', title: 'TOR UNVEIL Login' },
  test: {
    code: 'test',
    suffix: '-test',
    productName: 'TOR-UNVEIL-Login-Test',
    title: 'TOR UNVEIL Login TEST BUILD',
  },
  unofficial: { code: 'release', suffix: '', productName: 'TOR-UNVEIL-Login', title: 'TOR UNVEIL Login' },
}

/** Settings of electron-builder over those of electron-builder.yml. */
export const settingsOf = ({ flavour, electron, out }) => {
  const { suffix, productName } = flavours[flavour]
  const name = `tor-unveil-login${suffix}`
  return {
    extends: 'electron-builder.yml',
    appId: `in.tor-unveil.login${suffix.replace('-', '.')}`,
    productName,
    directories: { output: out },
    electronDist: electron.dist,
    electronVersion: electron.version,
    // electron-builder wants a home page; the package names none.
    extraMetadata: {
      name,
      productName,
      desktopName: `${name}.desktop`,
      homepage: 'https://tor-unveil.invalid',
    },
    artifactName: `${name}-\${version}-\${os}-\${arch}.\${ext}`,
    deb: {
      artifactName: `${name}_\${version}_\${arch}.\${ext}`,
      packageName: name,
      fpm: [
        `packages/app/launcher.sh=/usr/bin/${name}`,
        `packages/app/autostart.desktop=/etc/xdg/autostart/${name}.desktop`,
        `LICENSE=/usr/share/doc/${name}/copyright`,
      ],
    },
  }
}
