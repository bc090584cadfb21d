"""The promises, each with the tests that prove it: ``docs/promises.md`` is written of them, and so extended here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Promise:
    """``tests`` are node ids without parameters; the promise holds where every one of them has passed."""

    name: str
    text: str
    tests: tuple[str, ...]


_EVERY_SEED = "tests/proof/test_simulator.py::test_every_invariant_holds_in_every_seed"
_ANY_ORDER = "tests/proof/test_state_machine.py::test_the_invariants_hold_after_every_step_in_any_order"
_KILLED = "tests/proof/test_kills.py::test_all_lists_come_into_an_empty_salesforce_however_processes_are_killed"
_EVERY_CALL = "tests/proof/test_crash_points.py::test_a_fault_at_any_call_changes_nothing_of_the_end"
_SOCKETS = "tests/proof/test_bad_upstream_sockets.py"
_REFUSALS = "tests/proof/test_bad_upstream_refusals.py"
_STARTS = "tests/contract/test_runs_start.py"
_MAILS = "tests/contract/test_runs_mail.py"
_FATES = "tests/contract/test_runs_mail_fates.py"
_FOREIGN = "tests/contract/test_foreign_hosts.py"
_AT_ONCE = "tests/proof/test_presses_at_once.py"
_INTERLEAVED = "tests/proof/test_interleavings.py"
_ROUTES = "tests/app/test_who_may.py"

PROMISES = (
    Promise(
        "P1",
        "“Started” means that it will end: done, done with errors, failed or cancelled, even if our process dies the "
        "next millisecond",
        (
            _EVERY_SEED,
            _EVERY_CALL,
            _KILLED,
        ),
    ),
    Promise(
        "P2",
        "No row is lost: each row that is in the list for the whole run is in Salesforce at least as new as at the "
        "press, or named in the error list",
        (_EVERY_SEED, f"{_SOCKETS}::test_a_page_that_breaks_off_after_any_number_of_rows_is_read_again"),
    ),
    Promise(
        "P3",
        "No row becomes two",
        (_EVERY_SEED, f"{_SOCKETS}::test_an_upsert_that_breaks_after_any_number_of_rows_ends_right"),
    ),
    Promise(
        "P4",
        "Totals are true: read = created + updated + unchanged + failed, each row once",
        (
            _EVERY_SEED,
            f"{_INTERLEAVED}::test_two_copies_of_a_worker_end_right_in_every_order_of_their_calls",
            f"{_SOCKETS}::test_new_rows_of_a_broken_call_are_created_once_and_told_as_created",
        ),
    ),
    Promise(
        "P5",
        "One press, one run",
        (
            f"{_STARTS}::test_fifty_presses_on_eight_threads_make_one_run",
            f"{_STARTS}::test_one_key_pressed_on_eight_threads_while_runs_end_answers_with_one_run",
            f"{_AT_ONCE}::test_eight_people_who_press_in_one_moment_start_one_run",
            f"{_AT_ONCE}::test_one_click_that_arrives_eight_times_in_one_moment_starts_one_run",
            _ANY_ORDER,
        ),
    ),
    Promise(
        "P6",
        "One mail at the end, never before; at worst a second copy with the same run number",
        (
            _EVERY_SEED,
            f"{_MAILS}::test_a_mail_is_leased_once_at_a_time",
            f"{_MAILS}::test_a_lease_that_ran_out_allows_one_more_try_and_no_third",
            f"{_FATES}::test_word_of_what_became_of_it_ends_the_doubt_after_a_lost_answer",
        ),
    ),
    Promise(
        "P7",
        "A run uses one version of the settings",
        (
            _EVERY_SEED,
            _ANY_ORDER,
            "tests/contract/test_engine_on_stores.py::test_a_run_keeps_the_settings_that_it_began_with",
        ),
    ),
    Promise(
        "P8",
        "An upgrade breaks no run: what an earlier version began comes to its right end, and messages of a newer one "
        "are left to it",
        (
            "tests/contract/test_upgrades.py::test_what_an_earlier_version_began_comes_to_its_right_end",
            "tests/contract/test_dynamodb_items.py::test_items_of_newer_code_are_read_and_those_of_older_code_still_match",
            "tests/contract/test_queue.py::test_a_message_of_a_newer_version_is_left_for_newer_code",
        ),
    ),
    Promise(
        "P9",
        "Polite: unchanged lists cost no write, no more calls at once than the settings allow, and calls stop at the "
        "share of the day’s quota that you set",
        (
            "tests/proof/test_call_budget.py::test_an_unchanged_list_is_read_once_and_never_written",
            "tests/proof/test_bad_upstream_crew.py::test_no_more_calls_are_under_way_than_the_settings_allow",
            f"{_REFUSALS}::test_the_floor_of_the_quota_holds_for_a_day_and_lets_go_when_calls_are_free_again",
        ),
    ),
    Promise(
        "P10",
        "Another company’s lists, however long, do not slow yours beyond twice the usual time",
        ("tests/proof/test_load_crowd.py::test_small_tenants_wait_at_most_twice_as_long_beside_a_big_one",),
    ),
    Promise(
        "P11",
        "Nobody sees another company’s data",
        (
            _EVERY_SEED,
            _ANY_ORDER,
            "tests/proof/test_tenants_apart.py::test_no_answer_of_a_warm_process_is_another_tenants",
            f"{_ROUTES}::test_another_tenants_run_does_not_exist",
            f"{_STARTS}::test_tenants_with_the_same_ids_do_not_see_each_other",
            f"{_STARTS}::test_a_cursor_of_another_tenant_or_filter_is_refused",
        ),
    ),
    Promise(
        "P12",
        "Readers see the chosen fields alone, and nothing of Passerelle writes an Account",
        (
            "tests/unit/test_account_roles.py::test_what_is_shown_is_chosen_and_allowed",
            f"{_ROUTES}::test_a_role_that_may_not_is_refused",
            "tests/unit/test_promises.py::test_accounts_are_only_read",
        ),
    ),
    Promise(
        "P13",
        "Secrets never leave the vault",
        ("tests/stack/test_nothing_leaks.py::test_no_secret_and_no_name_comes_out_where_it_should_not",),
    ),
    Promise(
        "P14",
        "We talk only to Intacct, Salesforce, AWS and your sign-in service",
        (
            "tests/contract/test_http_hosts.py::test_an_address_off_the_list_is_refused_before_a_socket_is_opened",
            "tests/contract/test_http_hosts.py::test_nothing_else_is_sent_to",
            f"{_FOREIGN}::test_a_host_that_got_into_the_settings_is_never_connected_to",
            f"{_FOREIGN}::test_the_address_that_a_sign_in_names_is_not_followed",
            f"{_FOREIGN}::test_the_next_page_is_never_elsewhere",
            f"{_FOREIGN}::test_no_redirect_is_followed",
            "tests/contract/test_http_seam.py::test_nothing_of_the_environment_counts",
        ),
    ),
    Promise(
        "P15",
        "What administrators change is recorded, and the record can’t be altered unnoticed",
        (
            "tests/unit/test_audit_chain.py::test_what_was_done_to_a_trail_shows_at_its_first_place",
            "tests/unit/test_audit_chain.py::test_a_trail_cut_off_at_its_end_shows",
        ),
    ),
    Promise(
        "P16",
        "Any failure of the simulator replays from its seed (`pytest tests/proof --sim-seed N`)",
        ("tests/proof/test_simulator.py::test_a_seed_tells_the_same_story_twice",),
    ),
    Promise(
        "P17",
        "We delete nothing; gone rows are listed",
        (_EVERY_SEED, "tests/unit/test_promises.py::test_rows_of_salesforce_are_never_deleted"),
    ),
    Promise(
        "P18",
        "The tab inside Intacct shows a customer to those alone to whom Intacct shows it, and for five minutes at most "
        "after a right was taken away",
        (
            f"{_ROUTES}::test_the_pass_of_a_customer_tab_opens_that_tab_and_no_other_route",
            "tests/unit/test_tab.py::test_a_pass_holds_for_five_minutes_and_not_a_moment_longer",
            "tests/contract/test_intacct_visit.py::test_a_user_is_shown_what_intacct_shows_to_this_user",
            "tests/contract/test_intacct_visit.py::test_a_right_that_was_taken_away_is_gone_at_the_next_visit",
        ),
    ),
)


if __name__ == "__main__":
    print(*dict.fromkeys(test for promise in PROMISES for test in promise.tests))
