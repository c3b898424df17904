// Signs with the signer's program on this machine (NCALayer): fetches the documents of a form, hands them over in one go,
// and sends what comes back with the form. Every ending has a sentence of its own, which the page brings in its language.
"use strict";

const ADDRESS = "wss://127.0.0.1:13579/";
const form = document.getElementById("signing");
const said = document.getElementById("signer-said");
const button = document.getElementById("sign-here");

function say(text) {
  said.textContent = text;
}

async function base64(path) {
  const answer = await fetch(path, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  const bytes = new Uint8Array(await answer.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) {
    text += String.fromCharCode.apply(null, bytes.subarray(at, at + 32768));
  }
  return btoa(text);
}

function sign(documents) {
  return new Promise((done, failed) => {
    const socket = new WebSocket(ADDRESS);
    let greeted = false;
    socket.onerror = () => failed(new Error("closed"));
    socket.onclose = () => failed(new Error("closed"));
    socket.onmessage = (message) => {
      let answer;
      try {
        answer = JSON.parse(message.data);
      } catch (fault) {
        failed(new Error("failed " + fault.message));
        return;
      }
      if (!greeted) {
        greeted = true;
        socket.send(JSON.stringify({
          module: "kz.gov.pki.knca.basics",
          method: "sign",
          args: {
            allowedStorages: null,
            format: "cms",
            data: documents,
            signingParams: { decode: true, encapsulate: false, digested: false, tsaProfile: {} },
            signerParams: { extKeyUsageOids: ["1.3.6.1.5.5.7.3.4", "1.2.398.3.3.4.1.2.1"] },
            locale: form.dataset.locale,
          },
        }));
        return;
      }
      socket.onclose = null;
      socket.close();
      if (answer.status !== true) {
        failed(new Error(answer.message ? "failed " + answer.message : "failed"));
        return;
      }
      const result = answer.body && answer.body.result;
      if (!result) {
        failed(new Error("cancelled"));
        return;
      }
      done([].concat(result));
    };
  });
}

button.addEventListener("click", async () => {
  button.disabled = true;
  say(form.dataset.working);
  try {
    const fields = Array.from(form.querySelectorAll("input[data-document]"));
    const paths = fields.length ? fields.map((field) => field.dataset.document) : [form.dataset.document];
    const signatures = await sign(await Promise.all(paths.map(base64)));
    if (fields.length) {
      fields.forEach((field, place) => { field.value = signatures[place] || ""; });
    } else {
      form.elements.cms.value = signatures[0];
    }
    form.submit();
  } catch (fault) {
    const word = fault.message.split(" ")[0];
    const text = { closed: form.dataset.closed, cancelled: form.dataset.cancelled }[word];
    say(text || (form.dataset.failed + " " + fault.message.replace(/^failed ?/, "")).trim());
    button.disabled = false;
  }
});
