/** Products of small matrices whose rows are padded to whole vectors: strides and widths in bytes. */

/**
 * out = a b, plus `bias` unless that is 0. Rows are done four at a time: a whole four of them must be there.
 * `a` [rows, inner], `b` [inner, width].
 */
export function multiplyRows(
  out: usize,
  outStride: usize,
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  bias: usize,
  rows: usize,
  inner: usize,
  width: usize,
): void {
  const innerBytes: usize = inner << 2;
  for (let r: usize = 0; r < rows; r += 4) {
    const a1 = a + aStride;
    const a2 = a1 + aStride;
    const a3 = a2 + aStride;
    const out1 = out + outStride;
    const out2 = out1 + outStride;
    const out3 = out2 + outStride;
    let j: usize = 0;
    for (; j + 32 <= width; j += 32) {
      let s00 = f32x4.splat(0);
      let s01 = f32x4.splat(0);
      if (bias != 0) {
        s00 = v128.load(bias + j);
        s01 = v128.load(bias + j, 16);
      }
      let s10 = s00;
      let s11 = s01;
      let s20 = s00;
      let s21 = s01;
      let s30 = s00;
      let s31 = s01;
      let w = b + j;
      for (let o: usize = 0; o < innerBytes; o += 4, w += bStride) {
        const w0 = v128.load(w);
        const w1 = v128.load(w, 16);
        let x = v128.load32_splat(a + o);
        s00 = f32x4.add(s00, f32x4.mul(x, w0));
        s01 = f32x4.add(s01, f32x4.mul(x, w1));
        x = v128.load32_splat(a1 + o);
        s10 = f32x4.add(s10, f32x4.mul(x, w0));
        s11 = f32x4.add(s11, f32x4.mul(x, w1));
        x = v128.load32_splat(a2 + o);
        s20 = f32x4.add(s20, f32x4.mul(x, w0));
        s21 = f32x4.add(s21, f32x4.mul(x, w1));
        x = v128.load32_splat(a3 + o);
        s30 = f32x4.add(s30, f32x4.mul(x, w0));
        s31 = f32x4.add(s31, f32x4.mul(x, w1));
      }
      v128.store(out + j, s00);
      v128.store(out + j, s01, 16);
      v128.store(out1 + j, s10);
      v128.store(out1 + j, s11, 16);
      v128.store(out2 + j, s20);
      v128.store(out2 + j, s21, 16);
      v128.store(out3 + j, s30);
      v128.store(out3 + j, s31, 16);
    }
    if (j < width) {
      let s0 = bias == 0 ? f32x4.splat(0) : v128.load(bias + j);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      let w = b + j;
      for (let o: usize = 0; o < innerBytes; o += 4, w += bStride) {
        const w0 = v128.load(w);
        s0 = f32x4.add(s0, f32x4.mul(v128.load32_splat(a + o), w0));
        s1 = f32x4.add(s1, f32x4.mul(v128.load32_splat(a1 + o), w0));
        s2 = f32x4.add(s2, f32x4.mul(v128.load32_splat(a2 + o), w0));
        s3 = f32x4.add(s3, f32x4.mul(v128.load32_splat(a3 + o), w0));
      }
      v128.store(out + j, s0);
      v128.store(out1 + j, s1);
      v128.store(out2 + j, s2);
      v128.store(out3 + j, s3);
    }
    a = a3 + aStride;
    out = out3 + outStride;
  }
}

/**
 * gradient_ij += Σ_r a_ri b_rj. `a` [rows, columns] with an even number of columns, `b` [rows, width];
 * the gradient's rows are as wide as b's.
 */
export function addOuter(
  gradient: usize,
  a: usize,
  aStride: usize,
  columns: usize,
  b: usize,
  bStride: usize,
  width: usize,
  rows: usize,
): void {
  const bEnd = b + rows * bStride;
  for (let i: usize = 0; i < columns; i += 2, a += 8) {
    const below = gradient + width;
    let j: usize = 0;
    for (; j + 64 <= width; j += 64) {
      let g00 = v128.load(gradient + j, 0);
      let g01 = v128.load(gradient + j, 16);
      let g02 = v128.load(gradient + j, 32);
      let g03 = v128.load(gradient + j, 48);
      let g10 = v128.load(below + j, 0);
      let g11 = v128.load(below + j, 16);
      let g12 = v128.load(below + j, 32);
      let g13 = v128.load(below + j, 48);
      let x = a;
      for (let row = b; row < bEnd; row += bStride, x += aStride) {
        const x0 = v128.load32_splat(x, 0);
        const x1 = v128.load32_splat(x, 4);
        let y = v128.load(row + j, 0);
        g00 = f32x4.add(g00, f32x4.mul(x0, y));
        g10 = f32x4.add(g10, f32x4.mul(x1, y));
        y = v128.load(row + j, 16);
        g01 = f32x4.add(g01, f32x4.mul(x0, y));
        g11 = f32x4.add(g11, f32x4.mul(x1, y));
        y = v128.load(row + j, 32);
        g02 = f32x4.add(g02, f32x4.mul(x0, y));
        g12 = f32x4.add(g12, f32x4.mul(x1, y));
        y = v128.load(row + j, 48);
        g03 = f32x4.add(g03, f32x4.mul(x0, y));
        g13 = f32x4.add(g13, f32x4.mul(x1, y));
      }
      v128.store(gradient + j, g00, 0);
      v128.store(gradient + j, g01, 16);
      v128.store(gradient + j, g02, 32);
      v128.store(gradient + j, g03, 48);
      v128.store(below + j, g10, 0);
      v128.store(below + j, g11, 16);
      v128.store(below + j, g12, 32);
      v128.store(below + j, g13, 48);
    }
    for (; j < width; j += 16) {
      let g0 = v128.load(gradient + j);
      let g1 = v128.load(below + j);
      let x = a;
      for (let row = b; row < bEnd; row += bStride, x += aStride) {
        const y = v128.load(row + j);
        g0 = f32x4.add(g0, f32x4.mul(v128.load32_splat(x, 0), y));
        g1 = f32x4.add(g1, f32x4.mul(v128.load32_splat(x, 4), y));
      }
      v128.store(gradient + j, g0);
      v128.store(below + j, g1);
    }
    gradient = below + width;
  }
}

/** sum_j += Σ_r a_rj. */
export function addRows(sum: usize, a: usize, stride: usize, width: usize, rows: usize): void {
  for (let j: usize = 0; j < width; j += 16) {
    let total = v128.load(sum + j);
    let row = a + j;
    for (let r: usize = 0; r < rows; r++, row += stride) total = f32x4.add(total, v128.load(row));
    v128.store(sum + j, total);
  }
}

/** out = bᵀ of a matrix [rows, columns], both padded. */
export function transpose(out: usize, outStride: usize, b: usize, bStride: usize, rows: usize, columns: usize): void {
  for (let i: usize = 0; i < rows; i++) {
    for (let j: usize = 0; j < columns; j++) {
      store<f32>(out + j * outStride + (i << 2), load<f32>(b + i * bStride + (j << 2)));
    }
  }
}
