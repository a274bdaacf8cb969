#pragma once

// The parser library is all in its headers and long to compile: headers name its classes, sources that
// declare options include it.
namespace CLI {
class App;
class Option;
class ParseError;
}  // namespace CLI
