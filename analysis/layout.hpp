// SPDX-License-Identifier: Apache-2.0
/// The layout of a results database: tables, views, and the numbers that mark the file as Bulkhead's.
///
/// Tables hold nanoseconds as integers and may change between versions; the views (v_...) are the contract, in
/// seconds, documented column by column in docs/results.md. Nothing inside tells when, where or by how many threads
/// the file was made.
///
/// Shape:    every table is STRICT; keys run (variant, replication, row), so that key order is the order of the run
#pragma once

#include <string>

namespace bulkhead {

/// "BLKH" as SQLite's application_id; the file carries it at byte 68.
inline constexpr int kApplicationId = 0x424C4B48;
/// SQLite's user_version: the layout's own number.
inline constexpr int kLayoutVersion = 4;

/// The statements that make an empty database of this layout.
std::string layout_statements();

}  // namespace bulkhead
