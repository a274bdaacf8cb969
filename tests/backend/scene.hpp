#pragma once

#include <chrono>
#include <sscard/backend/local.hpp>

#include "catch.hpp"
#include "temporary_directory.hpp"

/// An embedded authority with one invented person and one card, at noon of 22 November 2026 UTC.
namespace sscard::testing {

constexpr auto id_number = "11010519491231002X";
constexpr auto other_id_number = "110105198001010013";
constexpr auto card_number = "D2143569X";
constexpr auto identification_number = "310000D15600000500000001FFFFFFFF";

inline backend::Registration registration() {
    return {{id_number, "张三", "", std::nullopt, std::nullopt, std::nullopt},
            {card_number, identification_number, "310000", "0", "0"}};
}

inline activation::Request request(char number = '1') {
    activation::Request request;
    request.request_no = std::string{"01920000-0000-7000-8000-00000000000"} + number;
    request.holder = {id_number, "张三"};
    request.card.number = card_number;
    request.card.identification_number = identification_number;
    return request;
}

inline activation::TimePoint noon() { return activation::TimePoint{std::chrono::seconds{1795348800}}; }

struct Scene {
    TemporaryDirectory place;
    StopFlag stop = false;
    backend::Authority authority = make();
    std::unique_ptr<activation::Backend> local = backend::open_local(place.path(), noon).value();

    Patience patience() const { return {std::chrono::seconds{60}, stop}; }

    void put(const backend::Registration& registration) { REQUIRE(authority.add(registration)); }

    activation::Decision activate(const activation::Request& request) const {
        auto decision = local->activate(request, patience());
        REQUIRE(decision);
        return std::move(*decision);
    }

    /// The refusal's code; empty when it was none.
    std::string refusal(const activation::Request& request) const {
        const auto decision = activate(request);
        if (decision.result != activation::State::refused) return "";
        REQUIRE(decision.reason);
        CHECK_FALSE(decision.reason->message.empty());
        CHECK(decision.reason->backend_text == decision.reason->message);
        CHECK_FALSE(decision.receipt_no);
        CHECK_FALSE(decision.effective_at);
        return decision.reason->code;
    }

    backend::IssuedCard card() const { return authority.find(card_number).value()->card; }

private:
    backend::Authority make() const {
        auto made = backend::Authority::create_or_open(place.path());
        REQUIRE(made);
        REQUIRE(made->add(registration()));
        return std::move(*made);
    }
};

}  // namespace sscard::testing
