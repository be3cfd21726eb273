;; What AES-GCM needs besides AES (NIST SP 800-38D): counter blocks, the exclusive or with the key stream, and GHASH.
;;
;; Time and addresses never depend on secrets: no branch on data, and look-ups only inside registers (i8x16.swizzle).
;;
;; GHASH multiplies polynomials over GF(2) modulo x^128 + x^7 + x^2 + x + 1. In a block, the most significant bit of the
;; first byte is the coefficient of x^0. Here a block is turned round: as a little-endian number of 128 bits its bit i is
;; the coefficient of x^(127-i), so that multiplying by x is a shift to the right.
;;
;; A block is 32 digits of 4 bits, and a digit times H is one of 16 products. Their table is stored by rows: row r holds
;; byte r of all 16 products, so that one swizzle of a row looks up byte r for the low (or the high) digits of all bytes
;; of a block at once. The sum of the rows, each shifted by its number of bytes, is the product. Four blocks are added up
;; before they are shifted and reduced, each times its own power of H:
;;
;;   Y' = (Y + X0) H^4 + X1 H^3 + X2 H^2 + X3 H
;;
;; Memory, in bytes:
;;
;;   0x0000  tables of H^4, H^3, H^2, H: 16 rows of 16 bytes each
;;   0x0400  a counter block, for $counters
;;   0x0410  H, for $key
;;   0x0500  additional data, which end, padded with zeros, where the text begins
;;   0x1000  text, and after it the tag
;;   0x4000  key stream: first the block that encrypts the tag, then those for the text
(module
  (memory (export "memory") 1)

  ;; A mask of as many bytes as are wanted is read from here: 16 - n.
  (data (i32.const 0x0420) "\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff")
  (data (i32.const 0x0430) "\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00")

  (func $reverse (param $block v128) (result v128)
    (i8x16.shuffle 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0 (local.get $block) (local.get $block)))

  ;; n rounded up to whole blocks.
  (func $padded (param $n i32) (result i32)
    (i32.and (i32.add (local.get $n) (i32.const 15)) (i32.const -16)))

  ;; Writes the tables for the H at 0x0410.
  (func (export "key")
    (local $power v128) (local $table i32)
    (memory.fill (i32.const 0) (i32.const 0) (i32.const 0x0400))
    (local.set $power (call $reverse (v128.load (i32.const 0x0410))))
    (local.set $table (i32.const 0x0300))
    (loop $next
      (call $fill (local.get $table) (local.get $power))
      ;; The next power is this one times H: a group of four blocks of which three are zero.
      (v128.store (i32.const 0x1000) (v128.const i64x2 0 0))
      (v128.store (i32.const 0x1010) (v128.const i64x2 0 0))
      (v128.store (i32.const 0x1020) (v128.const i64x2 0 0))
      (v128.store (i32.const 0x1030) (call $reverse (local.get $power)))
      (local.set $power (call $hash (i32.const 0x1000) (i32.const 0x1040)))
      (local.set $table (i32.sub (local.get $table) (i32.const 0x0100)))
      (br_if $next (i32.ge_s (local.get $table) (i32.const 0)))))

  ;; The table of the multiples of $h. The most significant bit of a digit is the coefficient of x^0.
  (func $fill (param $table i32) (param $h v128)
    (local $digit i32) (local $bit i32) (local $row i32)
    (local $low i64) (local $high i64) (local $carry i64)
    (local.set $low (i64x2.extract_lane 0 (local.get $h)))
    (local.set $high (i64x2.extract_lane 1 (local.get $h)))
    (local.set $bit (i32.const 8))
    (loop $bits
      ;; This power of x, added to the products of all digits that have the bit.
      (local.set $digit (i32.const 0))
      (loop $digits
        (if (i32.and (local.get $digit) (local.get $bit))
          (then
            (call $add (i32.add (local.get $table) (local.get $digit)) (local.get $low))
            (call $add (i32.add (i32.add (local.get $table) (i32.const 128)) (local.get $digit)) (local.get $high))))
        (local.set $digit (i32.add (local.get $digit) (i32.const 1)))
        (br_if $digits (i32.lt_u (local.get $digit) (i32.const 16))))
      ;; Times x. What falls off is x^128 = x^7 + x^2 + x + 1.
      (local.set $carry (i64.and (local.get $low) (i64.const 1)))
      (local.set $low (i64.or
        (i64.shr_u (local.get $low) (i64.const 1))
        (i64.shl (local.get $high) (i64.const 63))))
      (local.set $high (i64.xor
        (i64.shr_u (local.get $high) (i64.const 1))
        (i64.and (i64.sub (i64.const 0) (local.get $carry)) (i64.const 0xe100000000000000))))
      (local.set $bit (i32.shr_u (local.get $bit) (i32.const 1)))
      (br_if $bits (local.get $bit))))

  ;; Adds the eight bytes of $word to a column of eight rows.
  (func $add (param $at i32) (param $word i64)
    (local $end i32)
    (local.set $end (i32.add (local.get $at) (i32.const 128)))
    (loop $rows
      (i32.store8 (local.get $at) (i32.xor (i32.load8_u (local.get $at)) (i32.wrap_i64 (local.get $word))))
      (local.set $word (i64.shr_u (local.get $word) (i64.const 8)))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $rows (i32.lt_u (local.get $at) (local.get $end)))))

  ;; GHASH of [$at, $end), which is one or more groups of four blocks; turned round.
  (func $hash (param $at i32) (param $end i32) (result v128)
    (local $y v128) (local $row i32)
    (local $low0 v128) (local $low1 v128) (local $low2 v128) (local $low3 v128)
    (local $high0 v128) (local $high1 v128) (local $high2 v128) (local $high3 v128)
    ;; Sums of 256 bits of the products of the low and of the high digits, in two halves.
    (local $lowA v128) (local $lowB v128) (local $highA v128) (local $highB v128)
    (local $digits v128)
    (local $products v128)
    (local.set $digits (v128.const i64x2 0x0f0f0f0f0f0f0f0f 0x0f0f0f0f0f0f0f0f))
    (loop $groups
      (local.set $low0 (v128.xor (local.get $y) (call $reverse (v128.load (local.get $at)))))
      (local.set $low1 (call $reverse (v128.load offset=16 (local.get $at))))
      (local.set $low2 (call $reverse (v128.load offset=32 (local.get $at))))
      (local.set $low3 (call $reverse (v128.load offset=48 (local.get $at))))
      (local.set $high0 (v128.and (i16x8.shr_u (local.get $low0) (i32.const 4)) (local.get $digits)))
      (local.set $high1 (v128.and (i16x8.shr_u (local.get $low1) (i32.const 4)) (local.get $digits)))
      (local.set $high2 (v128.and (i16x8.shr_u (local.get $low2) (i32.const 4)) (local.get $digits)))
      (local.set $high3 (v128.and (i16x8.shr_u (local.get $low3) (i32.const 4)) (local.get $digits)))
      (local.set $low0 (v128.and (local.get $low0) (local.get $digits)))
      (local.set $low1 (v128.and (local.get $low1) (local.get $digits)))
      (local.set $low2 (v128.and (local.get $low2) (local.get $digits)))
      (local.set $low3 (v128.and (local.get $low3) (local.get $digits)))
      (local.set $lowA (v128.const i64x2 0 0))
      (local.set $lowB (v128.const i64x2 0 0))
      (local.set $highA (v128.const i64x2 0 0))
      (local.set $highB (v128.const i64x2 0 0))
      ;; From the last row to the first, by Horner's rule: add the row, shift by a byte.
      (local.set $row (i32.const 0x00f0))
      (loop $rows
        (local.set $products (v128.load offset=0 (local.get $row)))
        (local.set $lowA (v128.xor (local.get $lowA) (i8x16.swizzle (local.get $products) (local.get $low0))))
        (local.set $highA (v128.xor (local.get $highA) (i8x16.swizzle (local.get $products) (local.get $high0))))
        (local.set $products (v128.load offset=256 (local.get $row)))
        (local.set $lowA (v128.xor (local.get $lowA) (i8x16.swizzle (local.get $products) (local.get $low1))))
        (local.set $highA (v128.xor (local.get $highA) (i8x16.swizzle (local.get $products) (local.get $high1))))
        (local.set $products (v128.load offset=512 (local.get $row)))
        (local.set $lowA (v128.xor (local.get $lowA) (i8x16.swizzle (local.get $products) (local.get $low2))))
        (local.set $highA (v128.xor (local.get $highA) (i8x16.swizzle (local.get $products) (local.get $high2))))
        (local.set $products (v128.load offset=768 (local.get $row)))
        (local.set $lowA (v128.xor (local.get $lowA) (i8x16.swizzle (local.get $products) (local.get $low3))))
        (local.set $highA (v128.xor (local.get $highA) (i8x16.swizzle (local.get $products) (local.get $high3))))
        (local.set $lowB (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
          (local.get $lowA) (local.get $lowB)))
        (local.set $lowA (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
          (v128.const i64x2 0 0) (local.get $lowA)))
        (local.set $highB (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
          (local.get $highA) (local.get $highB)))
        (local.set $highA (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
          (v128.const i64x2 0 0) (local.get $highA)))
        (local.set $row (i32.sub (local.get $row) (i32.const 16)))
        (br_if $rows (i32.ge_s (local.get $row) (i32.const 0))))
      ;; Low digits are the higher powers: times x^4.
      (local.set $highA (v128.xor (local.get $highA) (v128.or
        (i64x2.shr_u (local.get $lowA) (i32.const 4))
        (i64x2.shl
          (i8x16.shuffle 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 (local.get $lowA) (local.get $lowB))
          (i32.const 60)))))
      (local.set $highB (v128.xor (local.get $highB) (v128.or
        (i64x2.shr_u (local.get $lowB) (i32.const 4))
        (i64x2.shl
          (i8x16.shuffle 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 (local.get $lowB) (v128.const i64x2 0 0))
          (i32.const 60)))))
      (local.set $y (call $reduce (local.get $highA) (local.get $highB)))
      (local.set $at (i32.add (local.get $at) (i32.const 64)))
      (br_if $groups (i32.lt_u (local.get $at) (local.get $end))))
    (local.get $y))

  ;; Of 256 bits, $a has the powers of x from 128, and its lowest four bits are zero: they times x^7 + x^2 + x + 1, and $b.
  (func $reduce (param $a v128) (param $b v128) (result v128)
    (local $next v128)
    ;; The three bits that the shift by 7 would lose are powers from 128 again: first they are brought back.
    (local.set $a (v128.xor (local.get $a) (i64x2.shl
      (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (v128.const i64x2 0 0) (local.get $a))
      (i32.const 57))))
    ;; The upper word, where the lower one takes its new bits from.
    (local.set $next
      (i8x16.shuffle 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 (local.get $a) (v128.const i64x2 0 0)))
    (v128.xor
      (v128.xor (local.get $b) (local.get $a))
      (v128.xor
        (v128.xor
          (v128.xor (i64x2.shr_u (local.get $a) (i32.const 1)) (i64x2.shl (local.get $next) (i32.const 63)))
          (v128.xor (i64x2.shr_u (local.get $a) (i32.const 2)) (i64x2.shl (local.get $next) (i32.const 62))))
        (v128.xor (i64x2.shr_u (local.get $a) (i32.const 7)) (i64x2.shl (local.get $next) (i32.const 57))))))

  ;; The tag of $length bytes of ciphertext (whose last block is padded here) with their additional data.
  (func $tag (param $additional i32) (param $length i32) (result v128)
    (local $start i32) (local $end i32)
    (local.set $start (i32.sub (i32.const 0x1000) (call $padded (local.get $additional))))
    (local.set $end (i32.add (i32.const 0x1000) (call $padded (local.get $length))))
    (call $pad (local.get $length) (local.get $end))
    (call $pad (local.get $additional) (i32.const 0x1000))
    ;; len(A) ‖ len(C), in bits, of 64 bits each.
    (v128.store (local.get $end)
      (call $reverse (i64x2.replace_lane 1
        (i64x2.splat (i64.extend_i32_u (i32.shl (local.get $length) (i32.const 3))))
        (i64.extend_i32_u (i32.shl (local.get $additional) (i32.const 3))))))
    (local.set $end (i32.add (local.get $end) (i32.const 16)))
    ;; Zero blocks in front change nothing, and make the number of blocks a multiple of four.
    (v128.store (i32.sub (local.get $start) (i32.const 16)) (v128.const i64x2 0 0))
    (v128.store (i32.sub (local.get $start) (i32.const 32)) (v128.const i64x2 0 0))
    (v128.store (i32.sub (local.get $start) (i32.const 48)) (v128.const i64x2 0 0))
    (local.set $start (i32.sub (local.get $start)
      (i32.and (i32.sub (local.get $start) (local.get $end)) (i32.const 63))))
    (v128.xor (v128.load (i32.const 0x4000)) (call $reverse (call $hash (local.get $start) (local.get $end)))))

  ;; Zeros after $length bytes, in the block that ends at $end.
  (func $pad (param $length i32) (param $end i32)
    (local $over i32)
    (local.set $over (i32.and (local.get $length) (i32.const 15)))
    (if (local.get $over)
      (then
        (v128.store (i32.sub (local.get $end) (i32.const 16)) (v128.and
          (v128.load (i32.sub (local.get $end) (i32.const 16)))
          (v128.load (i32.sub (i32.const 0x0430) (local.get $over))))))))

  ;; The text with its key stream, in place.
  (func $apply (param $length i32)
    (local $at i32) (local $end i32)
    (local.set $at (i32.const 0x1000))
    (local.set $end (i32.add (i32.const 0x1000) (local.get $length)))
    (block $done
      (loop $blocks
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (v128.store (local.get $at) (v128.xor
          (v128.load (local.get $at))
          (v128.load offset=0x3010 (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $blocks))))

  ;; Encrypts the text in place, and writes the tag after it.
  (func (export "seal") (param $additional i32) (param $length i32)
    (local $tag v128)
    (call $apply (local.get $length))
    (local.set $tag (call $tag (local.get $additional) (local.get $length)))
    (v128.store offset=0x1000 (local.get $length) (local.get $tag)))

  ;; Decrypts the text in place if the tag after it is the right one: 1, else 0 and no plaintext. The tag stays.
  (func (export "open") (param $additional i32) (param $length i32) (result i32)
    (local $received v128) (local $wrong v128)
    (local.set $received (v128.load offset=0x1000 (local.get $length)))
    (local.set $wrong (v128.xor (local.get $received) (call $tag (local.get $additional) (local.get $length))))
    (if (v128.any_true (local.get $wrong)) (then (return (i32.const 0))))
    (call $apply (local.get $length))
    (v128.store offset=0x1000 (local.get $length) (local.get $received))
    (i32.const 1))

  ;; The text with its key stream, of which the block for the tag is not there.
  (func (export "xor") (param $length i32)
    (call $apply (local.get $length)))

  ;; $count counter blocks at $at, which AES turns into key stream: the one at 0x0400 and, by its last word, those after it.
  (func (export "counters") (param $at i32) (param $count i32)
    (local $block v128) (local $end i32)
    (local.set $block (call $swap (v128.load (i32.const 0x0400))))
    (local.set $end (i32.add (local.get $at) (i32.shl (local.get $count) (i32.const 4))))
    (loop $blocks
      (v128.store (local.get $at) (call $swap (local.get $block)))
      (local.set $block (i32x4.add (local.get $block) (v128.const i32x4 0 0 0 1)))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $blocks (i32.lt_u (local.get $at) (local.get $end)))))

  ;; The last word between big-endian and little-endian.
  (func $swap (param $block v128) (result v128)
    (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 15 14 13 12 (local.get $block) (local.get $block)))
)
