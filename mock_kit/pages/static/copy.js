// A button that copies a text; without this script there is no button, and the text can be selected by hand.
const button = document.getElementById("copy");
const source = document.getElementById(button.dataset.copies);
button.hidden = false;
button.addEventListener("click", async () => {
  await navigator.clipboard.writeText(source.textContent);
  document.getElementById("copied").textContent = button.dataset.done;
});
