#include "http_line.hpp"

#include <poll.h>

#include <algorithm>
#include <new>
#include <nlohmann/json.hpp>

#include "http_failures.hpp"

namespace sscard::backend {
namespace {

constexpr const char* step = "ask the authority";
constexpr std::chrono::milliseconds listening_time{1000};

}  // namespace

HttpLine::HttpLine(const HttpAccess& access)
    : access_{&access}, multi_{curl()->multi_init()}, easy_{curl()->easy_init()} {
    if (!multi_ || !easy_) throw std::bad_alloc{};
}

Result<HttpAnswer> HttpLine::exchange(const HttpRequest& request, const Patience& patience) {
    if (has_more_to_say()) hang_up();
    Exchange exchange;
    const auto headers = headers_of(request);
    prepare(request, headers, exchange, patience);
    const auto code = run(patience);
    if (!code) {
        const bool left = info<long>(CURLINFO_REQUEST_SIZE) != 0;
        return fail(left ? Fault::unknown_outcome : Fault::interrupted, step);
    }
    if (*code != CURLE_OK) return without_answer(*code, exchange, patience);
    if (!nlohmann::json::accept(exchange.answer.body)) hang_up();  // cut short by its length, perhaps
    exchange.answer.status = static_cast<int>(info<long>(CURLINFO_RESPONSE_CODE));
    exchange.answer.content_type = header("Content-Type");
    exchange.answer.retry_after = header("Retry-After");
    return std::move(exchange.answer);
}

/// What comes unasked is the answer to nothing, least of all to the next request.
bool HttpLine::has_more_to_say() const {
    pollfd readable{socket_, POLLIN, 0};
    return ::poll(&readable, 1, 0) > 0;
}

void HttpLine::hang_up() {
    multi_.reset(curl()->multi_init());
    if (!multi_) throw std::bad_alloc{};
    socket_ = CURL_SOCKET_BAD;
}

std::size_t HttpLine::take(const char* data, std::size_t, std::size_t size, void* to) {
    auto& exchange = *static_cast<Exchange*>(to);
    exchange.too_long = size > HttpClient::longest_body - exchange.answer.body.size();
    if (exchange.too_long) return 0;
    exchange.answer.body.append(data, size);
    return size;
}

/// What the library tells while it works; the error buffer keeps the first failure alone.
int HttpLine::hear(CURL*, curl_infotype kind, char* data, std::size_t size, void* words) {
    constexpr std::size_t enough = 64U << 10U;
    auto& heard = *static_cast<std::string*>(words);
    if (kind == CURLINFO_TEXT && heard.size() < enough) heard.append(data, size);
    return 0;
}

CurlHeaders HttpLine::headers_of(const HttpRequest& request) const {
    curl_slist* list = nullptr;
    const auto add = [&list](const std::string& line) { list = curl()->slist_append(list, line.c_str()); };
    add("Accept: application/json, application/problem+json");
    add("Expect:");  // no first half of a request
    if (request.body) add("Content-Type: application/json");
    if (!access_->authorization.empty()) add(access_->authorization);
    for (const auto& line : request.headers) add(line);
    return CurlHeaders{list};
}

void HttpLine::address_and_trust(CURL* handle, const std::string& url) const {
    const auto& service = access_->service;
    const auto file = [handle](CURLoption option, const std::string& path) {
        if (!path.empty()) curl()->easy_setopt(handle, option, path.c_str());
    };
    curl()->easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl()->easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl()->easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl()->easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl()->easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);  // no wait for a resolver; before 7.87 unknown
    curl()->easy_setopt(handle, CURLOPT_USERAGENT, "sscard");
    curl()->easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl()->easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl()->easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    file(CURLOPT_CAINFO, service.ca_file);
    file(CURLOPT_SSLCERT, service.certificate_file);
    file(CURLOPT_SSLKEY, service.key_file);
    if (url.starts_with("http:")) curl()->easy_setopt(handle, CURLOPT_PROXY, "");
}

void HttpLine::prepare(const HttpRequest& request, const CurlHeaders& headers, Exchange& exchange,
                       const Patience& patience) {
    constexpr std::chrono::milliseconds least{1};  // none at all would be no limit for the library
    const auto left = std::max(
        least, std::chrono::ceil<std::chrono::milliseconds>(patience.deadline() - Patience::Clock::now()));
    const auto url = access_->service.url + request.path;
    curl()->easy_reset(easy_.get());
    address_and_trust(easy_.get(), url);
    const auto set = [this](CURLoption option, auto value) {
        curl()->easy_setopt(easy_.get(), option, value);
    };
    set(CURLOPT_CONNECTTIMEOUT_MS,
        static_cast<long>(std::min(left, access_->service.connect_timeout).count()));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
    set(CURLOPT_HTTPHEADER, headers.get());
    if (request.body) {
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body->size()));
        set(CURLOPT_POSTFIELDS, request.body->data());
    }
    set(CURLOPT_ERRORBUFFER, exchange.words.data());
    set(CURLOPT_WRITEFUNCTION, &HttpLine::take);
    set(CURLOPT_WRITEDATA, &exchange);
}

/// Runs the exchange; nothing when it was called off.
std::optional<CURLcode> HttpLine::run(const Patience& patience) {
    if (curl()->multi_add_handle(multi_.get(), easy_.get()) != CURLM_OK) return CURLE_FAILED_INIT;
    std::optional<CURLcode> ended;
    while (!ended && !patience.stopped()) {
        int running = 0;
        if (curl()->multi_perform(multi_.get(), &running) != CURLM_OK) ended = CURLE_FAILED_INIT;
        int waiting = 0;
        while (const auto* message = curl()->multi_info_read(multi_.get(), &waiting)) {
            if (message->msg == CURLMSG_DONE) ended = message->data.result;
        }
        if (ended) break;
        constexpr int slice = static_cast<int>(Patience::slice.count());
        curl()->multi_poll(multi_.get(), nullptr, 0, slice, nullptr);
    }
    socket_ = info<curl_socket_t>(CURLINFO_ACTIVESOCKET);
    curl()->multi_remove_handle(multi_.get(), easy_.get());
    return ended;
}

tl::unexpected<Error> HttpLine::without_answer(CURLcode code, const Exchange& exchange,
                                               const Patience& patience) {
    auto failed = why({code, info<long>(CURLINFO_SSL_VERIFYRESULT), exchange.words.data(), exchange.too_long,
                       info<long>(CURLINFO_REQUEST_SIZE) != 0});
    if (ended_without_a_word(code) && !patience.over() && is_turned_down(patience)) failed = turned_down();
    failed.value().detail = static_cast<std::uint32_t>(code);
    return failed;
}

/// A new connection that was secure for us.
bool HttpLine::ended_without_a_word(CURLcode code) {
    return access_->service.url.starts_with("https:") && info<long>(CURLINFO_NUM_CONNECTS) > 0 &&
           info<long>(CURLINFO_HEADER_SIZE) == 0 &&
           (code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_GOT_NOTHING);
}

/// Whether the other side turns our certificate down. Under TLS 1.3 it does so after its part of the
/// handshake is over for us, and what we have sent by then may wipe its words out; who says nothing hears
/// them.
bool HttpLine::is_turned_down(const Patience& patience) const {
    const CurlEasy listener{curl()->easy_init()};
    if (!listener) return false;
    std::string words;
    address_and_trust(listener.get(), access_->service.url);
    curl()->easy_setopt(listener.get(), CURLOPT_CONNECT_ONLY, 1L);
    curl()->easy_setopt(listener.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(listening_time.count()));
    curl()->easy_setopt(listener.get(), CURLOPT_VERBOSE, 1L);
    curl()->easy_setopt(listener.get(), CURLOPT_DEBUGFUNCTION, &HttpLine::hear);
    curl()->easy_setopt(listener.get(), CURLOPT_DEBUGDATA, &words);
    auto code = curl()->easy_perform(listener.get());
    curl_socket_t socket = CURL_SOCKET_BAD;
    curl()->easy_getinfo(listener.get(), CURLINFO_ACTIVESOCKET, &socket);
    const auto end = patience.renewed(listening_time);
    while (code == CURLE_OK && !end.over()) {
        char byte = 0;
        std::size_t got = 0;
        code = curl()->easy_recv(listener.get(), &byte, 1, &got);
        if (code != CURLE_AGAIN) break;
        code = CURLE_OK;
        pollfd readable{socket, POLLIN, 0};
        ::poll(&readable, 1, static_cast<int>(end.next_slice().count()));
    }
    return code != CURLE_OK && is_about_our_certificate(words);
}

std::string HttpLine::header(const char* name) {
    curl_header* found = nullptr;
    if (curl()->easy_header(easy_.get(), name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK) return {};
    return found->value;
}

}  // namespace sscard::backend
