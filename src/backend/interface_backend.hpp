#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <sscard/activation/backend.hpp>
#include <string>

/// The activation interface (docs/activation-interface.md), whatever carries it: what is asked, and what is
/// made of the answers.
namespace sscard::backend {

enum class Operation { capabilities, lookup, activate, query, authenticate };

/// One question to the authority.
struct Question {
    Operation operation = Operation::capabilities;
    std::string request_no{};  // of activate and query
    std::string body{};        // JSON; empty: none
};

/// What was answered, whole; nothing in it is to be believed yet.
struct Answer {
    int status = 0;  // of HTTP: 200, 404, ...
    std::string body{};
    std::optional<std::chrono::seconds> retry_after{};  // that the other side asks for
};

/// What takes a question to the authority and brings its answer back.
class Carrier {
public:
    Carrier() = default;
    Carrier(const Carrier&) = delete;
    Carrier& operator=(const Carrier&) = delete;
    virtual ~Carrier() = default;

    /// Once: nothing is asked again. Fails as a backend does: unknown_outcome whenever the question may have
    /// arrived and no whole answer came.
    virtual Result<Answer> carry(const Question& question, const Patience& patience) = 0;
};

/// Any number of threads may use it when they may use the carrier, which takes `most` questions at once.
/// `timeout` is of one question, all tries together.
std::unique_ptr<activation::Backend> interface_backend(std::unique_ptr<Carrier> carrier,
                                                       std::chrono::milliseconds timeout,
                                                       std::size_t most = 1);

}  // namespace sscard::backend
