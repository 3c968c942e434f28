// A page that answers a form keeps nothing of what was sent: going back to it or loading it anew asks for its address
// again. Without this browsers show an error of their own or ask whether to send once more.
history.replaceState(null, "", document.currentScript.dataset.address);
// WebKit gives the first error the focus without showing it.
document.querySelector("main [autofocus]")?.scrollIntoView({block: "nearest"});
