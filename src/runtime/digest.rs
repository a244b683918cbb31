//! Values as numbers: how an engine tells apart what slots hold and calls return.

/// The value as a number that no other value of its type has, if it is a plain
/// number; without feature `check`, nothing.
#[cfg(feature = "check")]
pub fn digest<T>(value: &T) -> Option<u64> {
    if size_of::<T>() == 0 {
        return Some(0);
    }
    // Two's complement: numbers of one type stay apart.
    number(value).map(|number| number as u64)
}

/// The value, if it is a plain number.
#[cfg(feature = "check")]
pub(super) fn number<T>(value: &T) -> Option<i128> {
    /// Reads `value` as a `U`, if it is one.
    fn read<T, U: Copy + Into<i128> + 'static>(value: &T) -> Option<i128> {
        let same = typeid::of::<T>() == typeid::of::<U>();
        // SAFETY: the types are the same.
        same.then(|| unsafe { *std::ptr::from_ref(value).cast::<U>() }.into())
    }
    read::<T, u32>(value)
        .or_else(|| read::<T, u64>(value))
        .or_else(|| read::<T, i32>(value))
        .or_else(|| read::<T, i64>(value))
        .or_else(|| read::<T, bool>(value))
        .or_else(|| read::<T, u8>(value))
        .or_else(|| read::<T, u16>(value))
        // The one number that is as wide as the machine's, and has no `Into`.
        .or_else(|| {
            let same = typeid::of::<T>() == typeid::of::<usize>();
            // SAFETY: the types are the same.
            same.then(|| unsafe { *std::ptr::from_ref(value).cast::<usize>() } as i128)
        })
}

/// Without an engine nobody tells values apart.
#[cfg(not(feature = "check"))]
pub fn digest<T>(_: &T) -> Option<u64> {
    None
}

/// Many numbers as one; as good as never the same for others, or in another order.
pub fn mix(numbers: impl IntoIterator<Item = u64>) -> u64 {
    // An odd multiplier carries every bit upwards, the fold carries them down.
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    numbers.into_iter().fold(ODD, |all, number| {
        let product = (all ^ number).wrapping_add(ODD).wrapping_mul(ODD);
        product ^ (product >> 29)
    })
}
