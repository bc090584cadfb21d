// Nobody is signed in: what this is, and the way in.
import { useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problem";
import { chooseLanguage, language, languages, nameOfLanguage, t } from "../i18n";
import { leaveToSignIn } from "../sign_in/session";
import { Brand } from "../ui/brand";
import { Button } from "../ui/button";
import { ProblemNotice } from "../ui/notice";

export function SignIn({ problem }: { problem: Problem | undefined }) {
  const [failed, setFailed] = useState<Problem | undefined>(problem);
  const [busy, setBusy] = useState(false);
  const enter = async () => {
    setBusy(true);
    setFailed(undefined);
    try {
      await leaveToSignIn(false);
    } catch (thrown) {
      setFailed(asProblem(thrown));
      setBusy(false);
    }
  };
  return (
    <main class="alone stack gap">
      <div class="card stack gap">
        <div class="brand large">
          <Brand />
          <h1>Passerelle</h1>
        </div>
        <p>{t("sign_in.lead")}</p>
        {failed && <ProblemNotice problem={failed} />}
        <Button kind="primary" busy={busy} onClick={() => void enter()}>
          {t("sign_in")}
        </Button>
      </div>
      <ul class="row faint languages">
        {languages.map((code) => (
          <li key={code}>
            <button
              type="button"
              class="button quiet"
              lang={code}
              aria-pressed={code === language.value}
              onClick={() => void chooseLanguage(code)}
            >
              {nameOfLanguage(code)}
            </button>
          </li>
        ))}
      </ul>
    </main>
  );
}
