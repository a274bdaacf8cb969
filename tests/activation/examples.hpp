#pragma once

#include <sscard/activation/decision.hpp>
#include <sscard/activation/request.hpp>

/// Invented people and cards.
namespace sscard::testing {

constexpr auto request_no = "01920000-0000-7000-8000-000000000001";
constexpr auto id_number = "11010519491231002X";
constexpr auto card_number = "D2143569X";
constexpr auto identification_number = "310000D15600000500000001FFFFFFFF";

inline activation::Request small_request() {
    activation::Request request;
    request.request_no = request_no;
    request.holder = {id_number, "张三"};
    request.card.number = card_number;
    request.card.identification_number = identification_number;
    return request;
}

/// A request in which every member is set.
inline activation::Request full_request() {
    using namespace activation;
    auto request = small_request();
    request.scope = Scope::bank_account;
    request.card.region = "310000";
    request.card.spec_version = "3.00";
    request.card.historical_bytes = "0081544C968684310000000000";
    request.card.issued_on = "2020-06-01";
    request.card.expires_on = "2030-06-01";
    request.expect = "0";
    request.evidence = {Source::chip, "2026-11-22T10:00:00+08:00"};
    request.service = Service::inpatient;
    request.agent = Agent{"李四", "110105198001010013", Relation::entrusted, "13800000000"};
    request.actor = {Channel::hospital, "institution", "outlet", "operator", "terminal"};
    return request;
}

inline activation::Decision activated() {
    activation::Decision decision;
    decision.result = activation::State::activated;
    decision.social_security = activation::HalfState{"1", "正常"};
    decision.bank_account = activation::HalfState{"0", "未激活"};
    decision.effective_at = "2026-11-22T10:00:00+08:00";
    decision.receipt_no = "R1";
    decision.message = "您的社会保障卡已激活";
    decision.next = {"bank_account_activation_in_person"};
    return decision;
}

inline activation::Decision refused() {
    activation::Decision decision;
    decision.result = activation::State::refused;
    decision.reason = activation::Reason{"card_lost", "挂失", "该卡已挂失", "2"};
    return decision;
}

}  // namespace sscard::testing
