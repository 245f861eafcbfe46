// A program with Silverfin's own address built in: asks for a file that it may not see, and for another host.
import axios from "axios";

for (const url of ["https://live.getsilverfin.com/api/v4/f/1/companies", "https://app.example.com/"]) {
  try {
    console.log((await axios.get(url, { validateStatus: () => true, timeout: 20_000 })).status);
  } catch (error) {
    console.log(error.code);
  }
}
