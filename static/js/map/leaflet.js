/** The one module that touches the global that Leaflet's script leaves. */
const L = window.L;

export default L;
