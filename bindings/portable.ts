// What engines may round each in their own way in `Math`, made of what they may not (+ - * / and the square root): so results of
// `reproducible` mode have the same bits everywhere.

/** sin x for |x| ≤ π/4, within 1 ulp: the polynomial of fdlibm. */
export function sine(x: number): number {
  const z = x * x
  return x + z * x * (-1.66666666666666324348e-1 + z * (8.33333333332248946124e-3 + z * (-1.98412698298579493134e-4 + z * (2.75573137070700676789e-6 + z * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10)))))
}

/** cos x for |x| ≤ π/4, within 1 ulp: the polynomial of fdlibm. */
export function cosine(x: number): number {
  const z = x * x, half = 0.5 * z, near = 1 - half
  const r = z * (4.16666666666666019037e-2 + z * (-1.38888888888741095749e-3 + z * (2.48015872894767294178e-5 + z * (-2.75573143513906633035e-7 + z * (2.08757232129817482790e-9 + z * -1.13596475577881948265e-11)))))
  return near + (1 - near - half + z * r)
}

/** The length of a vector, within 1 ulp; its squares neither overflow nor vanish. */
export function hypot(x: number, y: number): number {
  const most = Math.max(Math.abs(x), Math.abs(y)), up = most > 2 ** 500 ? 2 ** -600 : most < 2 ** -400 ? 2 ** 600 : 1, u = x * up, v = y * up
  return Math.sqrt(u * u + v * v) / up
}
