// The page that checks papers without a network: text or photo in, one of the prepared verdicts out.
import { checked } from "./stamp.js";

const form = document.getElementById("offline");
const keys = JSON.parse(form.dataset.keys);
const said = document.getElementById("said");
const LINES = ["title", "name", "number", "day", "issuer", "code"];
const LARGEST = 1600;

// The text of a QR code in a photo; "" where none is found. Smaller pictures are tried too: less noise, fewer dots.
async function textOf(file) {
  for (const side of [LARGEST, LARGEST / 2]) {
    const found = decoded(await dotsOf(file, side));
    if (found) {
      return found;
    }
  }
  return "";
}

async function dotsOf(file, side) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  // What is transparent is paper.
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

function decoded({ data, width, height }) {
  const grey = new Uint8ClampedArray(width * height);
  for (let at = 0; at < grey.length; at += 1) {
    grey[at] = (data[4 * at] + 2 * data[4 * at + 1] + data[4 * at + 2]) / 4;
  }
  const source = new ZXing.RGBLuminanceSource(grey, width, height);
  const hints = new Map([[ZXing.DecodeHintType.TRY_HARDER, true]]);
  try {
    return new ZXing.QRCodeReader().decode(new ZXing.BinaryBitmap(new ZXing.HybridBinarizer(source)), hints).getText();
  } catch (problem) {
    if (problem instanceof ZXing.Exception) {
      return "";
    }
    throw problem;
  }
}

// Nothing of the paper before stays while this one is looked at.
function clear() {
  for (const section of document.querySelectorAll("[data-verdict]")) {
    section.hidden = true;
  }
  said.hidden = true;
}

function show({ verdict, stamp, issuer }) {
  if (stamp) {
    fill(stamp, issuer);
    said.hidden = false;
  }
  const section = document.querySelector(`[data-verdict="${verdict}"]`);
  section.hidden = false;
  section.focus();
}

function fill(stamp, issuer) {
  const day = new Intl.DateTimeFormat("id-ID", { dateStyle: "long", timeZone: "UTC" }).format(stamp.issuedOn);
  const values = { ...stamp, issuer, day };
  const cells = said.querySelectorAll("dd");
  LINES.forEach((name, at) => {
    cells[at].textContent = values[name] || "–";
  });
  document.getElementById("online").href = `/v/${encodeURIComponent(stamp.code)}`;
}

async function judge(text) {
  show(text ? await checked(text, keys) : { verdict: "UNREADABLE" });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  clear();
  await judge(form.elements.text.value);
});

document.getElementById("photo").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (!file) {
    return;
  }
  clear();
  const text = await textOf(file).catch(() => "");
  form.elements.text.value = text;
  await judge(text);
});
