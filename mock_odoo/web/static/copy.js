// The button that copies a new key; without this script there is no button, and the key can be selected by hand.
const button = document.getElementById("copy");
const source = document.getElementById(button.dataset.copies);
button.hidden = false;
button.addEventListener("click", async () => {
  await navigator.clipboard.writeText(source.textContent);
  document.getElementById("copied").textContent = button.dataset.done;
});
