/** Reads QR codes from the camera: the browser's own detector, else jsQR. */
const EVERY_MS = 120;
const SAME_AGAIN_MS = 4000; // a code that stays in the picture is one scan
const WIDEST = 720;

export class Camera {
  /** `onText(text)` for each code that comes into the picture; it may take its time. */
  constructor(video, onText) {
    Object.assign(this, { video, onText, last: { text: "", at: 0 }, canvas: document.createElement("canvas") });
  }

  get isOn() {
    return Boolean(this.stream);
  }

  /** Raises what getUserMedia raises: no camera, or no permission. */
  async start() {
    if (this.stream) return;
    const video = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
    this.stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
    this.video.srcObject = this.stream;
    await this.video.play();
    this.read ??= await reader();
    this.#look();
  }

  stop() {
    clearTimeout(this.timer);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
  }

  async #look() {
    if (!this.stream) return;
    const text = this.paused ? null : await this.#textInView().catch(() => null);
    if (text && this.#isNew(text)) await this.onText(text);
    this.timer = setTimeout(() => this.#look(), EVERY_MS);
  }

  #isNew(text) {
    const now = performance.now();
    const isNew = text !== this.last.text || now - this.last.at > SAME_AGAIN_MS;
    this.last = { text, at: now };
    return isNew;
  }

  async #textInView() {
    const { videoWidth, videoHeight } = this.video;
    if (!videoWidth) return null;
    const scale = Math.min(1, WIDEST / videoWidth);
    this.canvas.width = Math.round(videoWidth * scale);
    this.canvas.height = Math.round(videoHeight * scale);
    const picture = this.canvas.getContext("2d", { willReadFrequently: true });
    picture.drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
    return this.read(this.canvas, picture);
  }
}

/** How this browser reads a code in a picture. */
async function reader() {
  if ("BarcodeDetector" in globalThis && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (canvas) => (await detector.detect(canvas))[0]?.rawValue ?? null;
  }
  await import("jsqr"); // a script of the old sort: it leaves its function behind
  return async (canvas, picture) => {
    const { data, width, height } = picture.getImageData(0, 0, canvas.width, canvas.height);
    return globalThis.jsQR(data, width, height, { inversionAttempts: "dontInvert" })?.data ?? null;
  };
}
