"""What of the npm packages is served."""

# Only what pages name: whole dist folders would be a hundred megabytes.
NPM_FILES = {
    "@noble/ed25519": ["index.js"],
    "echarts": ["dist/echarts.simple.min.js"],
    "jsqr": ["dist/jsQR.js"],
    "pbf": ["index.js"],
    "gcoord": ["dist/gcoord.esm-browser.prod.js"],
    "trix": ["dist/trix.esm.min.js", "dist/trix.esm.min.js.map", "dist/trix.css"],
}
