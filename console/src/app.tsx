// The console as a whole: nobody is signed in yet, or the shell with the screen of this address.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { get } from "./api/client";
import { asProblem, type Problem } from "./api/problem";
import { startLanguage, t } from "./i18n";
import { go, place } from "./router";
import { Screen } from "./screens";
import { Confirm } from "./screens/confirm";
import { SignIn } from "./screens/sign_in";
import { Shell } from "./shell";
import { leaveToSignIn, me, returned } from "./sign_in/session";
import { Questions } from "./ui/dialog";
import { Loading } from "./ui/shown";
import { Toasts } from "./ui/toast";

/** Where invitations by mail lead to; open to everybody. */
const CONFIRM = "/confirm-recipient";

type Standing = "arriving" | "signed_out" | "signed_in";
const standing = signal<Standing>("arriving");
const trouble = signal<Problem | undefined>(undefined);

async function arrive(): Promise<void> {
  if (place.value.path === CONFIRM) return;
  try {
    if (place.value.path === "/sign-in") {
      const { signedIn, path } = await returned(location.search);
      await go(path, true);
      if (signedIn) await welcome();
      else standing.value = "signed_out";
    } else await leaveToSignIn(true);
  } catch (thrown) {
    trouble.value = asProblem(thrown);
    standing.value = "signed_out";
  }
}

/** The tokens are here: who is it? */
async function welcome(): Promise<void> {
  me.value = await get("/api/v1/me");
  await startLanguage(me.value.language);
  trouble.value = undefined;
  standing.value = "signed_in";
}

export function App() {
  useEffect(() => void arrive(), []);
  return (
    <>
      {place.value.path === CONFIRM ? <Confirm /> : <Standings />}
      <Questions />
      <Toasts />
    </>
  );
}

function Standings() {
  return (
    <>
      {standing.value === "arriving" && <Arriving />}
      {standing.value === "signed_out" && <SignIn problem={trouble.value} />}
      {standing.value === "signed_in" && (
        <Shell>
          <Screen />
        </Shell>
      )}
    </>
  );
}

function Arriving() {
  return (
    <main class="alone" aria-label={t("loading")}>
      <Loading />
    </main>
  );
}
