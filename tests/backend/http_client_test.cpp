#include "http_client.hpp"

#include <atomic>

#include "catch.hpp"
#include "loopback_service.hpp"

using namespace sscard;
using backend::HttpClient;
using testing::LoopbackService;
using namespace std::chrono_literals;

namespace {

constexpr int nobody_else = 1000;  // so many are never there at once

HttpClient client(const LoopbackService& service, std::size_t max_in_flight) {
    backend::HttpService there;
    there.url = service.url();
    there.max_in_flight = max_in_flight;
    return HttpClient::open(there).value();
}

}  // namespace

TEST_CASE("many threads share as many kept connections as are allowed", "[backend][http]") {
    constexpr int allowed = 3;
    constexpr int threads = 9;
    constexpr int requests = 5;
    LoopbackService service{allowed};
    auto shared = client(service, allowed);
    const StopFlag stop = false;
    std::atomic<int> answered = 0;
    std::vector<std::thread> askers;
    for (int i = 0; i < threads; ++i) {
        askers.emplace_back([&] {
            for (int j = 0; j < requests; ++j) {
                const auto answer = shared.exchange({"/"}, {60s, stop});
                if (answer && answer->status == 200 && answer->body == "{}") ++answered;
            }
        });
    }
    for (auto& asker : askers) asker.join();
    CHECK(answered == threads * requests);
    CHECK(service.connections() == allowed);
    CHECK(service.most_at_once() == allowed);
}

TEST_CASE("who waits for a connection waits no longer than there is patience, and has sent nothing",
          "[backend][http]") {
    LoopbackService service{nobody_else};
    auto shared = client(service, 1);
    StopFlag stop = false;
    std::atomic<int> status = 0;
    std::thread first{[&] {
        const auto answer = shared.exchange({"/"}, {60s, stop});
        if (answer) status = answer->status;
    }};
    service.wait_for_a_request();

    CHECK(shared.exchange({"/"}, {50ms, stop}).error().fault == Fault::backend_unreachable);
    const StopFlag called_off = true;
    CHECK(shared.exchange({"/"}, {60s, called_off}).error().fault == Fault::interrupted);
    CHECK(service.most_at_once() == 1);

    service.go_on();
    first.join();
    CHECK(status == 200);
    CHECK(shared.exchange({"/"}, {60s, stop}));
    CHECK(service.connections() == 1);
}
