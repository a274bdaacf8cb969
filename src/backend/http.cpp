#include <algorithm>
#include <array>
#include <sscard/backend/http.hpp>

#include "http_client.hpp"
#include "interface_backend.hpp"
#include "retry.hpp"

namespace sscard::backend {
namespace {

struct Path {
    Operation operation;
    const char* path;
};

constexpr std::array paths{
    Path{Operation::capabilities, "/v1/capabilities"},
    Path{Operation::lookup, "/v1/cards/lookup"},
    Path{Operation::activate, "/v1/activations"},
    Path{Operation::query, "/v1/activations/"},  // and the request number
    Path{Operation::authenticate, "/v1/card-authentications"},
};

HttpRequest request_for(const Question& question) {
    HttpRequest request;
    request.path = std::find_if(paths.begin(), paths.end(), [&](const Path& entry) {
                       return entry.operation == question.operation;
                   })->path;
    if (question.operation == Operation::query) request.path += question.request_no;
    if (question.operation == Operation::activate)
        request.headers.push_back("Idempotency-Key: " + question.request_no);
    if (!question.body.empty()) request.body = question.body;
    return request;
}

bool is_redirect(int status) noexcept { return status >= 300 && status < 400; }

class HttpCarrier final : public Carrier {
public:
    explicit HttpCarrier(HttpClient client) : client_{std::move(client)} {}

    Result<Answer> carry(const Question& question, const Patience& patience) override {
        auto answer = client_.exchange(request_for(question), patience);
        if (!answer) return tl::unexpected{std::move(answer.error())};
        if (is_redirect(answer->status)) {
            auto elsewhere =
                fail(Fault::backend_malformed, "ask the authority",
                     msgid("the authority answers from another address, and that is not followed"), {},
                     msgid("Put the address that it is at into the configuration. What was "
                           "sent is asked about with: sscard journal resolve"));
            elsewhere.value().detail = static_cast<std::uint32_t>(answer->status);
            return elsewhere;
        }
        return Answer{answer->status, std::move(answer->body),
                      retry_after(answer->retry_after, activation::system_now())};
    }

private:
    HttpClient client_;
};

}  // namespace

Result<std::unique_ptr<activation::Backend>> open_http(const HttpService& service) {
    auto client = HttpClient::open(service);
    if (!client) return tl::unexpected{std::move(client.error())};
    return interface_backend(std::make_unique<HttpCarrier>(*std::move(client)), service.timeout,
                             service.max_in_flight);
}

}  // namespace sscard::backend
