#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "scene.hpp"

using namespace sscard;
using namespace sscard::activation;
using testing::request;
using testing::Scene;

namespace {

SQLite::Database raw(const Scene& scene) {
    return SQLite::Database{(scene.place.path() / "authority.db").string(), SQLite::OPEN_READWRITE};
}

/// After this, keeping an answer fails, the way a full disk fails: in the middle of the transaction.
void refuse_answers(const Scene& scene) {
    raw(scene).exec("CREATE TRIGGER t BEFORE INSERT ON requests BEGIN SELECT RAISE(ABORT, 'full'); END");
}

}  // namespace

TEST_CASE("an activation whose answer cannot be kept is not done", "[backend][local]") {
    Scene scene;
    refuse_answers(scene);
    CHECK(scene.local->activate(request(), scene.patience()).error().fault == Fault::backend_unreachable);
    CHECK(scene.card().state == "0");
    CHECK_FALSE(scene.local->query(request().request_no, scene.patience()).value());
    raw(scene).exec("DROP TRIGGER t");
    CHECK(scene.activate(request()).result == State::activated);
}

TEST_CASE("a kill right after the answer leaves both the effect and the answer", "[backend][local]") {
    Scene scene;
    scene.local.reset();
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        auto local = backend::open_local(scene.place.path());
        const bool done = local && (*local)->activate(request(), scene.patience());
        if (!done) ::_exit(1);
        ::raise(SIGKILL);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    auto local = backend::open_local(scene.place.path()).value();
    CHECK(local->query(request().request_no, scene.patience()).value()->result == State::activated);
    CHECK(backend::Authority::open(scene.place.path())->find(testing::card_number).value()->card.state ==
          "1");
}

TEST_CASE("a kill before the commit leaves neither the effect nor the answer", "[backend][local]") {
    Scene scene;
    scene.local.reset();
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        // The clock is read inside the transaction, before its end.
        auto local = backend::open_local(scene.place.path(), []() -> TimePoint {
            ::raise(SIGKILL);
            return {};
        });
        if (local) std::ignore = (*local)->activate(request(), scene.patience());
        ::_exit(1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    auto local = backend::open_local(scene.place.path()).value();
    CHECK_FALSE(local->query(request().request_no, scene.patience()).value());
    CHECK(backend::Authority::open(scene.place.path())->find(testing::card_number).value()->card.state ==
          "0");
}

TEST_CASE("books that another process holds are unreachable when the patience ends, and nothing is applied",
          "[backend][local]") {
    Scene scene;
    auto other = raw(scene);
    other.exec("BEGIN IMMEDIATE");
    const Patience little{std::chrono::milliseconds{50}, scene.stop};
    const auto decision = scene.local->activate(request(), little);
    REQUIRE_FALSE(decision);
    CHECK(decision.error().fault == Fault::backend_unreachable);
    CHECK(decision.error().sentence == std::string{"another process holds {0}"});
    other.exec("ROLLBACK");
    CHECK(scene.card().state == "0");
    CHECK(scene.activate(request()).result == State::activated);
}

TEST_CASE("of many requests for one card at once, one activates it", "[backend][local]") {
    Scene scene;
    std::atomic<int> activated = 0;
    std::atomic<int> already = 0;
    std::vector<std::thread> threads;
    for (char number = '1'; number <= '8'; ++number)
        threads.emplace_back([&scene, &activated, &already, number] {
            // Half of them share one connection, half come as processes of their own would.
            auto own = backend::open_local(scene.place.path(), testing::noon);
            auto& local = number % 2 == 0 && own ? **own : *scene.local;
            const auto decision = local.activate(request(number), scene.patience());
            if (decision && decision->result == State::activated) ++activated;
            if (decision && decision->result == State::already_active) ++already;
        });
    for (auto& thread : threads) thread.join();
    CHECK(activated == 1);
    CHECK(already == 7);
}
